// What the endpoints of roles, policies and teams share: which entity a request is about, what is known of it when its
// caller's right is decided, and how it is answered.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "gateway/api/authorize.h"
#include "gateway/api/entities/entity_json.h"
#include "gateway/api/parts.h"
#include "gateway/api/shape/entity_tag.h"
#include "gateway/call/endpoint.h"
#include "http/form.h"
#include "identity/access/access_state.h"

namespace sallyport::gateway {

// By one of both.
struct EntityKey {
  std::string id{};
  std::string name{};

  const std::string& text() const { return id.empty() ? name : id; }
};

// The parameter `id` or `name` of the path. Errors: malformed/"percent_encoding", "name_encoding".
Result<EntityKey> key_of(const Call& call);

// Also finds what is softly deleted; null if there is none.
template <class Content>
const identity::Entity<Content>* find_entity(const identity::AccessState& state, const EntityKey& key);

// What the policies may ask about an entity; null: about one that does not exist. Roles, policies and teams have no
// owners and no domains, which is known.
template <class Content>
ObjectFacts facts_of(const identity::Entity<Content>* entity);

// The query of the request. Errors: those of http::Form::parse().
Result<http::Form> query_of(const Call& call);

// The flag of a query; false if it is absent. Errors: malformed/"query_flag", "form_duplicate".
Result<bool> query_flag(const http::Form& query, std::string_view name);

struct Answered {
  int status = 200;
  json::Object body{};
  std::string tag{};  // the ETag; empty: none
};

http::Outcome answer_with(const Call& call, const Result<Answered>& answered);

}  // namespace sallyport::gateway
