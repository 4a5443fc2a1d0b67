// Makes the entry of the trail from an event of the log. Whatever is logged at level `audit` is recorded, so code that
// tells the log also tells the trail, and nobody can forget one of them.
#pragma once

#include <string_view>
#include <vector>

#include "audit/record.h"
#include "base/clock.h"
#include "base/log.h"

namespace sallyport::audit {

// The fields that only the trail keeps. A line of the log leaves them out.
inline constexpr std::string_view kActor = "actor";           // the name of who did it
inline constexpr std::string_view kActorId = "actor_id";      //
inline constexpr std::string_view kActorKind = "actor_kind";  // person, program
inline constexpr std::string_view kWhatKind = "what_kind";    // what it was done to
inline constexpr std::string_view kWhatId = "what_id";        //
inline constexpr std::string_view kWhatName = "what_name";    //
inline constexpr std::string_view kBefore = "before";         // JSON
inline constexpr std::string_view kAfter = "after";           // JSON

bool is_for_trail_alone(std::string_view field);

// Whether the event is a refusal. The log writes the same refusal once a minute at level `audit`, and then at level
// `debug`; the trail counts all of them.
bool is_refusal(std::string_view event);

// The fields `person` and `user` name who did it, or, for changes that administrators make to people, what it was done
// to. `process` is who did it if the fields name nobody. Other fields become the details. Empty fields are left out.
Entry entry_of_event(std::string_view event, const std::vector<LogField>& fields, const Party& process, UnixTime now);

}  // namespace sallyport::audit
