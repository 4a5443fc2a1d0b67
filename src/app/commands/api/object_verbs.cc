// The common verbs, but for edit: that is in edit.cc.
#include <algorithm>

#include "app/commands/api/answer_text.h"
#include "app/commands/api/object.h"
#include "app/commands/api/verbs.h"
#include "app/os/console.h"
#include "base/text.h"

namespace sallyport::app {
namespace {

constexpr std::size_t kPage = 1000;
constexpr std::size_t kMostEntries = 1'000'000;

constexpr Column kVersionColumns[] = {{"VERSION", "version"}, {"CHANGED", "updatedAt"}, {"BY", "updatedBy"}};

std::string collection_path(const Noun& noun) {
  return std::string(kOwnApi) + std::string(noun.collection);
}

Result<std::size_t> limit_of(const GivenWords& given) {
  if (!given.has("--limit")) return kMostEntries;
  const auto number = parse_decimal(given.text("--limit"));
  if (number && *number > 0) return std::min(static_cast<std::size_t>(*number), kMostEntries);
  return failure(Kind::malformed, "list_limit", {}, "--limit is a number from 1.");
}

const json::Array* data_of(const json::Value& body) {
  const json::Value* const data = body.as_object() ? body.as_object()->find("data") : nullptr;
  return data ? data->as_array() : nullptr;
}

std::string cursor_of(const json::Value& body) {
  const json::Value* const paging = body.as_object() ? body.as_object()->find("paging") : nullptr;
  return paging ? text_of(*paging, "after") : std::string();
}

Failure no_list() {
  return failure(Kind::unavailable, "api_answer", {}, "The answer is no list: is Sallyport's API there?");
}

// "Created role Reader (6f1c…)."
std::string sentence(std::string_view what, const Noun& noun, const json::Value& object) {
  return for_terminal(std::string(what) + " " + std::string(noun.name) + " " + text_of(object, "name") + " (" +
                          text_of(object, "id") + ").\n",
                      600);
}

void say_done(const Job& job, std::string_view what, const json::Value& object) {
  if (job.json)
    say(json::print(object) + "\n");
  else
    say(sentence(what, job.noun, object));
}

}  // namespace

Result<void> list_objects(const Job& job) {
  SALLYPORT_TRY(const std::size_t limit, limit_of(job.given));
  const http::Form filters = job.given.query();
  json::Array entries;
  for (std::string after; entries.size() < limit;) {
    ApiCall call{.path = collection_path(job.noun), .query = filters};
    call.query.add("limit", std::to_string(std::min(kPage, limit - entries.size())));
    if (!job.noun.list_fields.empty()) call.query.add("fields", job.noun.list_fields);
    if (!after.empty()) call.query.add("after", after);
    SALLYPORT_TRY(const auto page, job.api.send(call));
    const json::Array* const data = data_of(page.body);
    if (!data) return no_list();
    entries.insert(entries.end(), data->begin(), data->end());
    after = cursor_of(page.body);
    if (after.empty() || data->empty()) break;
  }
  say_list(job, job.noun.columns, entries);
  return {};
}

Result<void> show_object(const Job& job) {
  const bool deleted = job.given.has("--deleted");
  SALLYPORT_TRY(const auto reply,
                fetch_object(job.api, job.noun.collection, job.given.text("which"), deleted ? "all" : ""));
  say_object(job, reply.body);
  return {};
}

Result<void> create_object(const Job& job) {
  SALLYPORT_TRY(auto body, job.given.body(json::Object{}));
  SALLYPORT_TRY(const auto reply,
                job.api.send({.method = "POST", .path = collection_path(job.noun), .body = std::move(body)}));
  say_done(job, "Created", reply.body);
  return {};
}

Result<void> create_bot(const Job& job) {
  const std::string name = job.given.text("name");
  SALLYPORT_TRY(auto body, job.given.body(json::Object{}));
  SALLYPORT_CHECK(refer_to_people(job, body));
  json::Object account{{"name", name}, {"isBot", true}};
  if (json::Object* const members = body.as_object()) {
    if (const json::Value* const roles = members->find("roles")) account.set("roles", *roles);
    json::Object bot;
    for (const json::Member& member : *members)
      if (member.name != "roles") bot.set(member.name, member.value);
    if (!bot.contains("botUser")) bot.set("botUser", name);
    body = std::move(bot);
  }
  if (!job.given.has("--account"))
    SALLYPORT_CHECK(job.api.send(
        {.method = "POST", .path = std::string(kOwnApi) + "users", .body = json::Value(std::move(account))}));
  SALLYPORT_TRY(const auto reply,
                job.api.send({.method = "POST", .path = collection_path(job.noun), .body = std::move(body)}));
  say_done(job, "Created", reply.body);
  return {};
}

Result<void> delete_object(const Job& job) {
  const http::Form query = job.given.query();
  const std::string which = job.given.text("which");
  SALLYPORT_TRY(const auto reply,
                job.api.send({.method = "DELETE", .path = path_of_object(job.noun.collection, which), .query = query}));
  const bool for_good = job.given.has("--for-good");
  say_done(job, for_good ? "Removed for good:" : "Deleted", reply.body);
  return {};
}

Result<void> restore_object(const Job& job) {
  SALLYPORT_TRY(const auto id, id_of_object(job.api, job.noun.collection, job.given.text("which")));
  SALLYPORT_TRY(const auto reply, job.api.send({.method = "PUT",
                                                .path = collection_path(job.noun) + "/restore",
                                                .body = json::Value(json::Object{{"id", id}})}));
  say_done(job, "Restored", reply.body);
  return {};
}

Result<void> list_object_versions(const Job& job) {
  SALLYPORT_TRY(const auto id, id_of_object(job.api, job.noun.collection, job.given.text("which")));
  const std::string version = job.given.text("version");
  const std::string path = collection_path(job.noun) + "/" + id + "/versions" + (version.empty() ? "" : "/" + version);
  SALLYPORT_TRY(const auto reply, job.api.send({.path = path}));
  if (!version.empty()) {
    say_object(job, reply.body);
    return {};
  }
  const json::Value* const texts = reply.body.as_object() ? reply.body.as_object()->find("versions") : nullptr;
  if (!texts || !texts->as_array()) return no_list();
  json::Array versions;
  for (const json::Value& text : *texts->as_array()) {  // OpenMetadata's shape: JSON inside of JSON
    if (!text.as_string()) return no_list();
    SALLYPORT_TRY(versions.emplace_back(), json::parse(*text.as_string()));
  }
  say_list(job, kVersionColumns, versions);
  return {};
}

}  // namespace sallyport::app
