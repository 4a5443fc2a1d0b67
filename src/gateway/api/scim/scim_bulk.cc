#include "gateway/api/scim/scim_bulk.h"

#include <array>
#include <map>

#include "base/text.h"
#include "gateway/api/scim/scim_groups.h"
#include "gateway/api/scim/scim_users.h"
#include "gateway/api/shape/entity_tag.h"
#include "identity/scim/resource.h"

namespace sallyport::gateway {

using identity::SeenVersion;

namespace {

constexpr std::string_view kBulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
constexpr std::string_view kBulkId = "bulkId:";
constexpr std::size_t kMaxBulkDepth = 16;  // that of the parser

// What a client does with the resources of one kind.
struct BulkNoun {
  std::string_view name;
  Result<ScimAnswered> (*create)(const ScimCall&, const json::Object&);
  Result<ScimAnswered> (*replace)(const ScimCall&, const std::string&, SeenVersion, const json::Object&);
  Result<ScimAnswered> (*patch)(const ScimCall&, const std::string&, SeenVersion, const json::Object&);
  Result<ScimAnswered> (*remove)(const ScimCall&, const std::string&, SeenVersion);
};
constexpr std::array kNouns{
    BulkNoun{"Users", create_scim_user, replace_scim_user, patch_scim_user, delete_scim_user},
    BulkNoun{"Groups", create_scim_group, replace_scim_group, patch_scim_group, delete_scim_group}};

Failure wrong_bulk(std::string detail) {
  return failure(Kind::malformed, "scim_patch", "RFC 7644 3.7", std::move(detail));
}

// A member of an operation; nullptr if it is absent, or null, which means the same (RFC 7643 2.5).
const json::Value* member_of(const json::Object& operation, std::string_view name) {
  const json::Value* const given = operation.find(name);
  return given == nullptr || given->is_null() ? nullptr : given;
}

class BulkWork {
 public:
  explicit BulkWork(const ScimCall& scim) : scim_(scim) {}

  // Runs one operation and appends its outcome. Says whether it was done.
  bool run(const json::Object& operation) {
    const std::string bulk_id = scim::text_of(operation, "bulkId");
    const std::string method = scim::text_of(operation, "method");
    json::Object outcome{{"method", method}};
    if (!bulk_id.empty()) outcome.set("bulkId", bulk_id);
    const auto done = perform(operation, method, bulk_id);
    const ScimAnswered answered = done ? *done : scim_error(done.error());
    outcome.set("status", std::to_string(answered.status));
    if (!location_.empty()) outcome.set("location", location_);
    if (!answered.tag.empty()) outcome.set("version", answered.tag);
    if (!done) outcome.set("response", answered.body);
    outcomes_.emplace_back(std::move(outcome));
    return done.has_value();
  }

  json::Array take() { return std::move(outcomes_); }

 private:
  Result<ScimAnswered> perform(const json::Object& operation, std::string_view method, const std::string& bulk_id) {
    location_.clear();
    SALLYPORT_TRY(const auto path, resolved(scim::text_of(operation, "path")));
    const json::Value* const given = member_of(operation, "data");
    SALLYPORT_TRY(const auto data, resolved(given ? *given : json::Value(json::Object()), 0));
    const auto pieces = split_words(path, '/');
    for (const BulkNoun& noun : kNouns) {
      if (pieces.empty() || pieces.front() != noun.name || pieces.size() > 2) continue;
      if (pieces.size() == 2) return change(noun, method, std::string(pieces.back()), operation, *data.as_object());
      if (method == "POST") return create(noun, bulk_id, *data.as_object());
    }
    return wrong_bulk("path and method must be those of a user or a group");
  }

  Result<ScimAnswered> create(const BulkNoun& noun, const std::string& bulk_id, const json::Object& data) {
    if (bulk_id.empty() || made_.contains(bulk_id)) return wrong_bulk("A POST needs a bulkId of its own");
    SALLYPORT_TRY(auto answered, noun.create(scim_, data));
    made_[bulk_id] = scim::text_of(answered.body, "id");
    location_ = answered.location;
    return answered;
  }

  Result<ScimAnswered> change(const BulkNoun& noun, std::string_view method, const std::string& id,
                              const json::Object& operation, const json::Object& data) {
    location_ = scim_address(scim_.call, noun.name, id);
    SALLYPORT_TRY(const auto seen, seen_in_tag(scim::text_of(operation, "version"), id));
    if (method == "PUT") return noun.replace(scim_, id, seen, data);
    if (method == "PATCH") return noun.patch(scim_, id, seen, data);
    if (method == "DELETE") return noun.remove(scim_, id, seen);
    return wrong_bulk("The method must be POST, PUT, PATCH or DELETE");
  }

  // "Users/bulkId:a" with the id of what was made.
  Result<std::string> resolved(std::string text) const {
    const std::size_t at = text.find(kBulkId);
    if (at == std::string::npos || (at > 0 && text[at - 1] != '/')) return text;
    const auto made = made_.find(text.substr(at + kBulkId.size()));
    if (made == made_.end())
      return failure(Kind::rejected, "scim_value", "RFC 7644 3.7.2",
                     "No operation before this one has made " + std::string(cut_utf8(text.substr(at), 128)));
    return text.substr(0, at) + made->second;
  }

  Result<json::Value> resolved(const json::Value& value, std::size_t depth) const {
    if (depth > kMaxBulkDepth) return wrong_bulk("data is nested too deeply");
    if (value.as_string()) {
      if (!value.as_string()->starts_with(kBulkId)) return value;
      SALLYPORT_TRY(auto text, resolved(*value.as_string()));
      return json::Value(std::move(text));
    }
    if (value.as_array()) {
      json::Array out;
      for (const json::Value& one : *value.as_array()) {
        SALLYPORT_TRY(auto read, resolved(one, depth + 1));
        out.push_back(std::move(read));
      }
      return json::Value(std::move(out));
    }
    if (value.as_object() == nullptr) return value;
    json::Object out;
    for (const json::Member& member : *value.as_object()) {
      SALLYPORT_TRY(auto read, resolved(member.value, depth + 1));
      out.append(member.name) = std::move(read);
    }
    return json::Value(std::move(out));
  }

  const ScimCall& scim_;
  std::map<std::string, std::string> made_{};
  std::string location_{};
  json::Array outcomes_{};
};

// Whether each operation can be read at all. It is asked before the first one is done, so that a request that is
// refused as a whole has changed nothing. What an operation asks for is judged when its turn comes, and has an outcome
// of its own.
Result<void> check_operations(const json::Array& operations) {
  for (const json::Value& operation : operations) {
    const json::Object* const members = operation.as_object();
    if (members == nullptr) return wrong_bulk("An operation must be an object");
    for (const std::string_view name : {"method", "path", "bulkId", "version"}) {
      const json::Value* const given = member_of(*members, name);
      if (given != nullptr && given->as_string() == nullptr) return wrong_bulk(std::string(name) + " must be a string");
    }
    const json::Value* const data = member_of(*members, "data");
    if (data != nullptr && data->as_object() == nullptr) return wrong_bulk("data must be an object");
  }
  return {};
}

}  // namespace

Result<ScimAnswered> run_scim_bulk(const ScimCall& scim, const json::Object& message) {
  const json::Value* const operations = message.find("Operations");
  if (operations == nullptr || operations->as_array() == nullptr) return wrong_bulk("Operations must be a list");
  if (operations->as_array()->size() > kMaxBulkOperations)
    return failure(Kind::rejected, "scim_too_large", "RFC 7644 3.7.4",
                   "At most " + std::to_string(kMaxBulkOperations) + " operations fit in one request");
  const json::Value* const most = message.find("failOnErrors");
  if (most != nullptr && (most->as_integer() == nullptr || *most->as_integer() < 1))
    return wrong_bulk("failOnErrors must be a number from 1");
  std::int64_t left = most ? *most->as_integer() : static_cast<std::int64_t>(kMaxBulkOperations) + 1;
  SALLYPORT_CHECK(check_operations(*operations->as_array()));
  BulkWork work(scim);
  for (const json::Value& operation : *operations->as_array())
    if (!work.run(*operation.as_object()) && --left == 0) break;
  return ScimAnswered{.body = {{"schemas", json::Array{kBulkResponse}}, {"Operations", work.take()}}};
}

}  // namespace sallyport::gateway
