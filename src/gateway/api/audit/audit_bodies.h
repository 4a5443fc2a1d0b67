// The bodies of answers about the audit trail, and what selects records.
#pragma once

#include <array>

#include "gateway/api/shape/body_shape.h"

namespace sallyport::gateway {

inline constexpr std::array kAuditPartyFields{Field{.name = "kind"}, Field{.name = "id"}, Field{.name = "name"}};
inline constexpr Shape kAuditPartyShape{"AuditParty", kAuditPartyFields};

inline constexpr std::array kAuditRecordFields{
    Field{.name = "node", .needed = true},
    Field{.name = "sequence", .type = Type::integer, .needed = true},
    Field{.name = "timestamp", .type = Type::time, .needed = true},
    Field{.name = "time", .meaning = "RFC 3339", .needed = true},
    Field{.name = "event", .needed = true},
    Field{.name = "outcome", .needed = true, .choices = "done refused lost"},
    Field{.name = "reason"},
    Field{.name = "who", .type = Type::one, .of = &kAuditPartyShape},
    Field{.name = "what", .type = Type::one, .of = &kAuditPartyShape},
    Field{.name = "before", .type = Type::any},
    Field{.name = "after", .type = Type::any},
    Field{.name = "client", .meaning = "Its address"},
    Field{.name = "requestId"},
    Field{.name = "count", .type = Type::integer, .meaning = "Of anonymous refusals that are one record"},
    Field{.name = "details", .type = Type::any},
    Field{.name = "hash", .meaning = "Of the chain up to here", .needed = true}};
inline constexpr Shape kAuditRecordShape{"AuditRecord", kAuditRecordFields};

inline constexpr std::array<std::string_view, 8> kAuditFilters{"event",  "who",       "what", "outcome",
                                                               "client", "requestId", "from", "to"};

}  // namespace sallyport::gateway
