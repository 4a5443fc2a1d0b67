#include "gateway/api/entities/entity_request.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/api/entities/entity_noun.h"
#include "gateway/api/shape/api_error.h"
#include "http/url.h"

namespace sallyport::gateway {

using identity::AccessState;
using identity::Entity;
using identity::EntityKind;

Result<EntityKey> key_of(const Call& call) {
  const std::string_view id = call.parameters["id"];
  if (!id.empty()) return EntityKey{ascii_lower(id), {}};
  SALLYPORT_TRY(auto name, http::percent_decode(call.parameters["name"]));
  if (!is_utf8(name)) return failure(Kind::malformed, "name_encoding", {}, "The name in the path is not UTF-8");
  return EntityKey{{}, std::move(name)};
}

template <class Content>
const Entity<Content>* find_entity(const AccessState& state, const EntityKey& key) {
  const auto& all = state.*EntityKind<Content>::state;
  const auto found = std::ranges::find_if(all, [&](const Entity<Content>& entity) {
    return key.id.empty() ? entity.content.name == key.name : entity.header.id.value == key.id;
  });
  return found == all.end() ? nullptr : &*found;
}

template <class Content>
ObjectFacts facts_of(const Entity<Content>* entity) {
  ObjectFacts facts;
  facts.resource = Noun<Content>::type;
  facts.domains.emplace();
  if (std::is_same_v<Content, identity::Team>) facts.owners.emplace();
  if (entity) facts.id = entity->header.id.value;
  return facts;
}

Result<http::Form> query_of(const Call& call) {
  return http::Form::parse(call.request.query());
}

Result<bool> query_flag(const http::Form& query, std::string_view name) {
  SALLYPORT_TRY(const auto text, query.one(name));
  if (!text || text->empty() || *text == "false") return false;
  if (*text == "true") return true;
  return failure(Kind::malformed, "query_flag", {}, std::string(name) + " must be true or false");
}

http::Outcome answer_with(const Call& call, const Result<Answered>& answered) {
  if (!answered) return api_error_answer(call, answered.error());
  http::Answer answer = json_answer(call, answered->status, answered->body);
  if (!answered->tag.empty()) answer.response.add("ETag", answered->tag);
  return answer;
}

#define SALLYPORT_ENTITY_REQUESTS(Content)                                                    \
  template const Entity<Content>* find_entity<Content>(const AccessState&, const EntityKey&); \
  template ObjectFacts facts_of(const Entity<Content>*)
SALLYPORT_ENTITY_REQUESTS(identity::Policy);
SALLYPORT_ENTITY_REQUESTS(identity::Role);
SALLYPORT_ENTITY_REQUESTS(identity::Team);
#undef SALLYPORT_ENTITY_REQUESTS

}  // namespace sallyport::gateway
