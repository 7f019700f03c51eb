#include "inspect/fetch/imap/library.h"

#include <string.h>

/* The library has NULL for some lists that are empty. */
static clistiter *first_of(const clist *list)
{
	return list != NULL ? clist_begin(list) : NULL;
}

static unsigned capability_bit(const char *name)
{
	static const struct {
		const char *name;
		unsigned bit;
	} table[] = {
		{ "STARTTLS", CAN_STARTTLS },
		{ "LOGINDISABLED", CAN_NOT_LOGIN },
		{ "SASL-IR", CAN_SASL_IR },
		{ "IDLE", CAN_IDLE },
		{ "UIDPLUS", CAN_UIDPLUS },
		{ "ID", CAN_ID },
		{ "SPECIAL-USE", CAN_SPECIAL_USE },
		{ "LIST-EXTENDED", CAN_LIST_EXTENDED },
		{ "XLIST", CAN_XLIST },
		{ "MOVE", CAN_MOVE },
		{ "X-GM-EXT-1", CAN_GMAIL },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (bytes_ieq(bytes_of(name), bytes_of(table[i].name)))
			return table[i].bit;
	return 0;
}

static unsigned mechanism_bit(const char *name)
{
	static const struct {
		const char *name;
		unsigned bit;
	} table[] = {
		{ "PLAIN", CAN_PLAIN },
		{ "OAUTHBEARER", CAN_OAUTHBEARER },
		{ "XOAUTH2", CAN_XOAUTH2 },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (bytes_ieq(bytes_of(name), bytes_of(table[i].name)))
			return table[i].bit;
	return 0;
}

unsigned protocol_capabilities(const struct protocol *protocol)
{
	struct mailimap_connection_info *info =
	    protocol->imap->imap_connection_info;
	unsigned bits = 0;

	if (info == NULL || info->imap_capability == NULL)
		return 0;
	for (clistiter *at = first_of(info->imap_capability->cap_list);
	     at != NULL; at = clist_next(at)) {
		struct mailimap_capability *one = clist_content(at);
		if (one->cap_type == MAILIMAP_CAPABILITY_NAME)
			bits |= capability_bit(one->cap_data.cap_name);
		else
			bits |= mechanism_bit(one->cap_data.cap_auth_type);
	}
	return bits;
}

void protocol_numbers(
    const struct protocol *protocol, uint32_t *validity, uint32_t *next)
{
	struct mailimap_selection_info *info =
	    protocol->imap->imap_selection_info;

	*validity = info != NULL ? info->sel_uidvalidity : 0;
	*next = info != NULL ? info->sel_uidnext : 0;
}

void protocol_status(
    const struct protocol *protocol, uint32_t *validity, uint32_t *next)
{
	struct mailimap_response_info *info =
	    protocol->imap->imap_response_info;

	*validity = *next = 0;
	if (info == NULL || info->rsp_status == NULL)
		return;
	for (clistiter *at = first_of(info->rsp_status->st_info_list);
	     at != NULL; at = clist_next(at)) {
		struct mailimap_status_info *one = clist_content(at);
		if (one->st_att == MAILIMAP_STATUS_ATT_UIDNEXT)
			*next = one->st_value;
		else if (one->st_att == MAILIMAP_STATUS_ATT_UIDVALIDITY)
			*validity = one->st_value;
	}
}

bool protocol_news(struct protocol *protocol)
{
	struct mailimap_selection_info *info =
	    protocol->imap->imap_selection_info;
	bool news = info != NULL && info->sel_has_exists;

	if (info != NULL)
		info->sel_has_exists = 0;
	return news;
}

static unsigned use_of(const char *flag)
{
	static const struct {
		const char *flag;
		unsigned use;
	} table[] = {
		{ "Junk", USE_JUNK },
		{ "All", USE_ALL },
		{ "Trash", USE_TRASH },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (bytes_iis(bytes_of(flag), table[i].flag))
			return table[i].use;
	return 0;
}

static void list_flags(
    struct mailimap_mbx_list_flags *flags, unsigned *uses, bool *usable)
{
	*uses = 0;
	*usable = true;
	if (flags == NULL)
		return;
	if (flags->mbf_type == MAILIMAP_MBX_LIST_FLAGS_SFLAG &&
	    flags->mbf_sflag == MAILIMAP_MBX_LIST_SFLAG_NOSELECT)
		*usable = false;
	for (clistiter *at = first_of(flags->mbf_oflags); at != NULL;
	     at = clist_next(at)) {
		struct mailimap_mbx_list_oflag *one = clist_content(at);
		if (one->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT &&
		    one->of_flag_ext != NULL)
			*uses |= use_of(one->of_flag_ext);
	}
}

void protocol_listed(const struct protocol *protocol, listed *each, void *data)
{
	struct mailimap_response_info *info =
	    protocol->imap->imap_response_info;

	if (info == NULL)
		return;
	for (clistiter *at = first_of(info->rsp_mailbox_list); at != NULL;
	     at = clist_next(at)) {
		struct mailimap_mailbox_list *one = clist_content(at);
		unsigned uses;
		bool usable;
		list_flags(one->mb_flag, &uses, &usable);
		each(data, one->mb_name, uses, usable);
	}
}

static int64_t time_of(const struct mailimap_date_time *date)
{
	int64_t time;
	int zone = date->dt_zone / 100 * 60 + date->dt_zone % 100;

	if (!time_of_date(date->dt_year, date->dt_month, date->dt_day,
		date->dt_hour, date->dt_min, date->dt_sec, &time))
		return TIME_UNKNOWN;
	return time - (int64_t)zone * 60 * 1000;
}

static void item_read(
    const struct mailimap_msg_att_static *item, struct fetched *fetched)
{
	const struct mailimap_msg_att_body_section *section;

	switch (item->att_type) {
	case MAILIMAP_MSG_ATT_UID:
		fetched->uid = item->att_data.att_uid;
		break;
	case MAILIMAP_MSG_ATT_INTERNALDATE:
		fetched->received = time_of(item->att_data.att_internal_date);
		break;
	case MAILIMAP_MSG_ATT_BODY_SECTION:
		section = item->att_data.att_body_section;
		fetched->body = (struct bytes){ section->sec_body_part,
			section->sec_body_part != NULL ? section->sec_length
						       : 0 };
		fetched->bodies++;
		break;
	default:
		break;
	}
}

void protocol_fetched(
    const struct protocol *protocol, fetched_one *each, void *data)
{
	struct mailimap_response_info *info =
	    protocol->imap->imap_response_info;

	if (info == NULL)
		return;
	for (clistiter *at = first_of(info->rsp_fetch_list); at != NULL;
	     at = clist_next(at)) {
		struct mailimap_msg_att *att = clist_content(at);
		struct fetched fetched = { .received = TIME_UNKNOWN };
		for (clistiter *i = first_of(att->att_list); i != NULL;
		     i = clist_next(i)) {
			struct mailimap_msg_att_item *item = clist_content(i);
			if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
				item_read(item->att_data.att_static, &fetched);
		}
		each(data, &fetched);
	}
}

void fetched_newest(void *data, const struct fetched *fetched)
{
	uint32_t *uid = data;

	if (fetched->uid > *uid)
		*uid = fetched->uid;
}
