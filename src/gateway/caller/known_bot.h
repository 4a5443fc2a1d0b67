// The bot that stands for a program of the provider.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "gateway/caller/inbox.h"
#include "gateway/caller/parts.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {

// The bot that administrators made for a program of our own tenant. It is named after the object id of the program's
// service principal, as OpenMetadata names it (`<object id>@<domain>`). Empty if there is none. With several tenants no
// program is a bot, because the name does not tell the tenant. Blocks. Errors: forbidden/"person_disabled"; those of
// PeopleStore::find_by_name().
Result<KnownPerson> find_bot(const CallerParts& parts, const Admission& admission, UnixTime now);

}  // namespace sallyport::gateway
