// What the endpoints of people share: which person a request is about, what is known of them when the caller's right is
// decided, and how a person is answered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/api/authorize.h"
#include "gateway/api/entities/entity_request.h"
#include "gateway/api/parts.h"
#include "gateway/api/shape/list_query.h"
#include "gateway/api/users/access_names.h"
#include "gateway/call/endpoint.h"
#include "identity/people_store.h"

namespace sallyport::gateway {

// Finds the person whom the path or the body names, also a deleted one. Errors: conflict/"name_ambiguous".
Result<std::optional<identity::PersonEntry>> find_user(const ApiParts& parts, const EntityKey& key);

// What the policies may ask about a person; null: about one who does not exist.
ObjectFacts facts_of_user(const identity::PersonEntry* entry);

// Whether the caller is this person. The account of a program that signs in as itself is nobody's own.
bool is_self(const Call& call, const identity::PersonEntry* entry);

// Errors: forbidden/"operation_denied", with OpenMetadata's sentence.
Result<void> check_admin(const Call& call);

// The caller as somebody who changes people. Blocks. Errors: those of administrators_in_force().
Result<identity::Editor> editor_of_people(const Call& call, const ApiParts& parts);

// Roles and teams as they are. Errors: those of the store.
Result<AccessNames> read_names(const ApiParts& parts);

// The person as an answer, with every member and the ETag.
Result<Answered> answer_about_user(const Call& call, const ApiParts& parts, const identity::PersonEntry& entry,
                                   int status = 200);

}  // namespace sallyport::gateway
