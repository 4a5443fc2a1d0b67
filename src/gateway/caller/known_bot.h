// The bot that stands for a program of the provider.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "gateway/caller/inbox.h"
#include "gateway/caller/parts.h"
#include "gateway/standing/admission.h"

namespace sallyport::gateway {

// What the bot gives that administrators made for a program; nothing if there is none. It is named after the object id
// of the program's service principal and its tenant (`<object id>.<tenant>`), or, where one tenant alone may sign in,
// also after the object id as OpenMetadata names it (`<object id>@<domain>`). Blocks. Errors:
// forbidden/"person_disabled"; those of PeopleStore::find_by_name().
Result<KnownPerson> find_bot(const CallerParts& parts, const Admission& admission, UnixTime now);

}  // namespace sallyport::gateway
