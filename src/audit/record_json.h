// A record as JSON, the same in the API, in exports and on the command line.
#pragma once

#include "audit/record.h"
#include "base/json.h"

namespace sallyport::audit {

// {"node","sequence","timestamp" (milliseconds),"time" (RFC
// 3339),"event","outcome","reason","who":{"kind","id","name"},
// "what":{…},"before","after","client","requestId","count","details":{…},"hash" (hexadecimal)}. Empty members are left
// out, and so is a count of 1.
json::Object print_record(const Record& record);

}  // namespace sallyport::audit
