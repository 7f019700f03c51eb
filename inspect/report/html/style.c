/*
 * What a page looks like.  Text is at least 4.5 times as light or dark as what
 * is behind it, in both schemes (tests/test_html.sh measures).  In print all
 * that is folded stands open and nothing is cut off.
 */
#include "inspect/report/html/parts.h"

static const char colors[] =
    ":root{color-scheme:light dark;--paper:#fff;--ink:#1d2125;--dim:#59626b;"
    "--rule:#d3d8dd;--line:#59626b;--soft:#f4f5f7;--good:#19703a;"
    "--bad:#b3261e;--unsure:#855400}\n"
    "@media screen and (prefers-color-scheme:dark){:root{--paper:#14171a;"
    "--ink:#e3e6e8;--dim:#9aa4ad;--rule:#363d44;--line:#9aa4ad;"
    "--soft:#1d2125;--good:#5cc77d;--bad:#ff8d84;--unsure:#e2b04a}}\n"
    ".good{color:var(--good)}.bad{color:var(--bad)}"
    ".unsure{color:var(--unsure)}.faint,.dim{color:var(--dim)}\n";

static const char frame[] =
    "*{box-sizing:border-box}\n"
    "html{-webkit-text-size-adjust:100%;text-size-adjust:100%}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,"
    "\"Noto Sans\",\"DejaVu Sans\",sans-serif;overflow-wrap:anywhere}\n"
    "code,pre,.code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"
    "\"DejaVu Sans Mono\",monospace;font-size:.875em}\n"
    "header.top,main,footer{max-width:60rem;margin:0 auto;"
    "padding:0 1.25rem}\n"
    "header.top{padding-top:1.25rem}\n"
    "header.top h1{font-size:.875rem;font-weight:400;color:var(--dim);"
    "margin:0}\n"
    "footer{padding-top:2rem;padding-bottom:2rem;font-size:.875rem;"
    "color:var(--dim)}\n"
    "h2,h3,h4,h5{line-height:1.25;margin:0}\n"
    "h3{font-size:1.125rem;margin:2.5rem 0 .75rem;padding-top:.75rem;"
    "border-top:1px solid var(--rule)}\n"
    "h4{font-size:1rem}h5{font-size:.875rem}p{margin:.5rem 0}\n"
    "dl{margin:0}dd{margin:0}dt{color:var(--dim)}\n"
    "td,dd,code,pre,.own{unicode-bidi:isolate}\n"
    "a,summary{color:inherit}\n"
    ":focus-visible{outline:2px solid var(--ink);outline-offset:2px}\n";

static const char verdict[] =
    ".verdict{margin-top:1rem;padding-left:1rem;"
    "border-left:.375rem solid var(--line)}\n"
    ".verdict.good{color:inherit;border-color:var(--good)}"
    ".verdict.bad{color:inherit;border-color:var(--bad)}"
    ".verdict.unsure{color:inherit;border-color:var(--unsure)}\n"
    ".verdict h2{font-size:1.5rem;font-weight:600}\n"
    ".verdict .why{font-weight:400}.verdict .which{margin:0 0 .25rem}\n"
    ".standings{list-style:none;display:flex;flex-wrap:wrap;"
    "gap:.25rem 1.5rem;padding:0;margin:.5rem 0 0;font-size:.875rem}\n"
    ".standings b{font-weight:600}\n"
    ".facts{display:grid;grid-template-columns:max-content minmax(0,1fr);"
    "gap:.25rem 1.25rem;margin-top:1.5rem}\n"
    ".all h2{font-size:1.5rem;font-weight:600;margin:1rem 0}\n"
    ".each{margin-top:4rem}\n"
    ".each>.dim{border-top:.25rem solid var(--rule);padding-top:.5rem;"
    "font-size:.875rem}\n";

static const char picture[] =
    ".chain{border-collapse:collapse;width:100%;margin:.5rem 0 0}\n"
    ".chain th,.chain td{text-align:left;vertical-align:top;"
    "padding:.5rem 0;line-height:1.5rem;font-weight:400}\n"
    ".chain th{font-weight:600;white-space:nowrap;padding-right:1rem}\n"
    ".chain .result{white-space:nowrap;padding-right:1.25rem}\n"
    ".chain .line{position:relative;width:4.5rem;min-width:4.5rem;padding:0;"
    "color:var(--line)}\n"
    ".chain .line::before{content:\"\";position:absolute;left:7px;top:0;"
    "bottom:0;border-left:2px solid var(--line)}\n"
    ".chain .from .line::before{top:20px}\n"
    ".chain .end .line::before{bottom:auto;height:12px}\n"
    ".chain svg{position:relative;display:block;overflow:visible}\n"
    ".chain .line.good{color:var(--good)}.chain .line.bad{color:var(--bad)}"
    ".chain .line.unsure{color:var(--unsure)}\n"
    ".chain .domain{display:inline-block;max-width:100%;padding:0 .625rem;"
    "border:1px solid var(--line);border-radius:3px;"
    "background:var(--paper);line-height:1.5rem;vertical-align:top}\n"
    ".chain .from .domain{border-width:2px;font-weight:600}\n"
    ".chain .apart .domain{border-style:dashed}\n"
    ".chain .sub{display:block;font-size:.875rem;line-height:1.375rem;"
    "margin-top:.25rem;color:var(--dim)}\n"
    ".chain .sub.note{color:var(--ink)}.whole{white-space:nowrap}\n"
    ".chain .relation{padding-left:1rem;width:16rem}\n"
    "@media (max-width:56rem){.chain .relation{width:11rem}}\n"
    "@media (max-width:44rem){\n"
    ".chain tbody{display:block}\n"
    ".chain tr{display:grid;grid-template-columns:2.25rem max-content "
    "minmax(0,1fr);column-gap:.5rem;grid-template-areas:\"line method result\" "
    "\"line name name\" \"line relation relation\";padding:0}\n"
    ".chain th,.chain td{padding:0}.chain th{grid-area:method;"
    "padding:.5rem .75rem 0 0}\n"
    ".chain .result{grid-area:result;padding-top:.5rem}\n"
    ".chain .line{grid-area:line;width:auto;min-width:0;overflow:hidden}\n"
    ".chain .name{grid-area:name}\n"
    ".chain .relation{grid-area:relation;width:auto;padding:.125rem 0 .75rem}"
    "\n.chain .name,.chain .relation{min-width:0}\n"
    "}\n";

static const char tables[] =
    ".grid{border-collapse:collapse;width:100%}\n"
    ".grid caption{text-align:left;color:var(--dim);font-size:.875rem;"
    "padding-bottom:.25rem}\n"
    ".grid th,.grid td{text-align:left;vertical-align:top;"
    "padding:.375rem 1rem .375rem 0;border-bottom:1px solid var(--rule)}\n"
    ".grid thead th{font-size:.875rem;font-weight:400;color:var(--dim)}\n"
    ".grid tbody th{font-weight:600}.grid tbody th code{font-weight:400}\n"
    ".grid td:last-child,.grid th:last-child{padding-right:0}\n"
    ".grid th,.grid td{min-width:5rem}.grid .number{min-width:3rem}\n"
    ".fixed{table-layout:fixed}.fixed th,.fixed td{min-width:0}"
    ".fixed .third{width:34%}.fixed .fifth{width:20%}\n"
    ".grid .number{text-align:right;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}\n"
    ".grid .word{white-space:nowrap}\n"
    ".label{display:none}\n"
    "@media (max-width:40rem){\n"
    ".grid,.grid tbody,.grid caption{display:block}\n"
    ".grid thead{position:absolute;width:1px;height:1px;overflow:hidden;"
    "clip-path:inset(50%)}\n"
    ".grid tr{display:block;padding:.5rem 0;"
    "border-bottom:1px solid var(--rule)}\n"
    ".grid th,.grid td,.grid .number{display:block;text-align:left;border:0;"
    "padding:0;white-space:normal}\n"
    ".grid td:empty{display:none}\n"
    ".label{display:inline;color:var(--dim);font-size:.875rem}\n"
    "}\n"
    ".deep0{padding-left:0}.deep1{padding-left:1.5rem}"
    ".deep2{padding-left:3rem}.deep3{padding-left:4.5rem}"
    ".deep4{padding-left:6rem}\n";

static const char findings[] =
    ".finding{margin:1.5rem 0 0;padding-left:1rem;"
    "border-left:2px solid var(--rule)}\n"
    ".finding.faint{color:inherit}.finding.bad{color:inherit;border-left-color:"
    "var(--bad)}\n"
    ".finding.unsure{color:inherit;border-left-color:var(--unsure)}\n"
    ".finding h4{font-weight:600}.finding h4 .id{color:var(--dim)}\n"
    ".finding .over{display:block;font-size:.875rem;margin-bottom:.25rem}\n"
    ".finding figure{margin:.75rem 0 0}\n"
    "figcaption{font-size:.875rem;color:var(--dim)}\n"
    "pre{margin:.25rem 0 0;padding:.625rem .75rem;background:var(--soft);"
    "border:1px solid var(--rule);border-radius:3px;line-height:1.5;"
    "white-space:pre-wrap}\n"
    "pre .row{display:block;padding-left:2em;text-indent:-2em}\n"
    "pre code{font-size:1em;user-select:all;-webkit-user-select:all}\n"
    ".so{margin-top:.75rem}.so ul{margin:.25rem 0 0;padding-left:1.25rem}\n"
    ".so li{margin:.25rem 0}\n";

static const char folds[] =
    "details.fold{border-top:1px solid var(--rule)}\n"
    "details.fold>summary{padding:.625rem 0;cursor:pointer;font-weight:600}\n"
    "details.fold>summary .dim{font-weight:400}\n"
    "details.fold>div{padding:0 0 1.25rem}\n"
    ".finding details{margin-top:.5rem}\n"
    ".finding summary{cursor:pointer;font-size:.875rem;color:var(--dim)}\n"
    ".tags{display:grid;grid-template-columns:max-content minmax(0,1fr);"
    "gap:.125rem 1rem;margin:.25rem 0 1rem}\n"
    "details h4{margin:1rem 0 .25rem}details.fold>div>h4:first-child{"
    "margin-top:0}\n"
    "ul.plain{list-style:none;margin:.25rem 0;padding:0}\n"
    "ul.plain li{margin:.25rem 0}.grid ul.plain{margin:0}"
    ".grid ul.plain li{margin:0 0 .25rem}\n"
    "@media (max-width:26rem){.tags{grid-template-columns:minmax(0,1fr);"
    "gap:0}.tags dd{margin-bottom:.5rem}}\n";

static const char print[] =
    "@media print{\n"
    "@page{margin:16mm}\n"
    "html{font-size:10pt}body{font-size:1rem}\n"
    "header.top,main,footer{max-width:none;padding-left:0;padding-right:0}\n"
    "details::details-content{content-visibility:visible;display:block;"
    "block-size:auto;opacity:1}\n"
    "summary{list-style:none}\n"
    "summary::-webkit-details-marker{display:none}\n"
    "h2,h3,h4,h5,summary,figcaption,.verdict{break-after:avoid}\n"
    "tr,figure{break-inside:avoid}\n"
    ".each{break-before:page;margin-top:0}"
    ".chain,.kept{break-inside:avoid}.chain .relation{width:11rem}\n"
    "}\n";

void html_style(struct text *out)
{
	static const char *const parts[] = { colors, frame, verdict, picture,
		tables, findings, folds, print };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		html_add(out, parts[i]);
}
