// The verb edit: a JSON Patch of what the words say, sent with the ETag of what was seen, so that two editors lose
// nothing.
#include <algorithm>

#include "app/commands/api/object.h"
#include "app/commands/api/verbs.h"
#include "app/os/console.h"

namespace sallyport::app {
namespace {

json::Object operation(std::string_view op, std::string_view member, json::Value value) {
  return {{"op", op}, {"path", "/" + std::string(member)}, {"value", std::move(value)}};
}

bool is_reference_to(const json::Value& reference, const std::string& which) {
  if (const std::string* const name = reference.as_string()) return *name == which;
  return text_of(reference, "name") == which || text_of(reference, "id") == which;
}

const json::Array& list_in(const json::Value& object, std::string_view member) {
  static const json::Array kEmpty;
  const json::Value* const value = object.as_object() ? object.as_object()->find(member) : nullptr;
  return value && value->as_array() ? *value->as_array() : kEmpty;
}

Result<void> change_list(const Word& word, const std::vector<std::string>& values, const json::Value& seen,
                         json::Array& list) {
  for (const std::string& value : values) {
    const auto found = std::ranges::find_if(list, [&](const auto& one) { return is_reference_to(one, value); });
    if (word.takes == Takes::add && found == list.end()) list.emplace_back(value);
    if (word.takes != Takes::remove) continue;
    if (found == list.end())
      return failure(
          Kind::rejected, "edit_member", {},
          "`" + value + "` is not among the " + std::string(word.member) + " of " + text_of(seen, "name") + ".");
    list.erase(found);
  }
  return {};
}

// The lists with what is added to them and taken out, each as a whole.
Result<void> add_lists(const GivenWords& given, const json::Value& seen, json::Array& patch) {
  std::vector<std::string_view> done;
  for (const Word& first : given.words()) {
    const bool is_list = first.takes == Takes::add || first.takes == Takes::remove;
    if (!is_list || std::ranges::find(done, first.member) != done.end()) continue;
    done.push_back(first.member);
    json::Array list = list_in(seen, first.member);
    for (const Word& word : given.words())
      if ((word.takes == Takes::add || word.takes == Takes::remove) && word.member == first.member)
        SALLYPORT_CHECK(change_list(word, given.of(word), seen, list));
    if (list != list_in(seen, first.member)) patch.emplace_back(operation("add", first.member, std::move(list)));
  }
  return {};
}

// Members with one value. An empty text takes the member away.
void add_values(const json::Object& wanted, const json::Value& seen, json::Array& patch) {
  for (const json::Member& member : wanted) {
    const json::Value* const now = seen.as_object() ? seen.as_object()->find(member.name) : nullptr;
    const bool is_empty = member.value.as_string() && member.value.as_string()->empty();
    if (is_empty && now)
      patch.emplace_back(json::Object{{"op", "remove"}, {"path", "/" + member.name}});
    else if (!is_empty && (!now || *now != member.value))
      patch.emplace_back(operation("add", member.name, member.value));
  }
}

bool is_for_list(const Job& job, std::string_view member) {
  return std::ranges::any_of(job.given.words(), [&](const Word& word) {
    return word.member == member && (word.takes == Takes::add || word.takes == Takes::remove);
  });
}

// Requires: `said` is what the words say, an object, or the array of a whole patch.
Result<json::Array> patch_of(const Job& job, const json::Value& said, const json::Value& seen) {
  json::Array patch;
  if (said.as_array()) return *said.as_array();
  if (!said.as_object()) return failure(Kind::rejected, "word_file", {}, "A JSON Patch is a list of operations.");
  json::Object values;
  for (const json::Member& member : *said.as_object())
    if (!is_for_list(job, member.name)) values.set(member.name, member.value);
  add_values(values, seen, patch);
  SALLYPORT_CHECK(add_lists(job.given, seen, patch));
  return patch;
}

}  // namespace

Result<void> edit_object(const Job& job) {
  const std::string which = job.given.text("which");
  const bool any = std::ranges::any_of(job.given.words(), [&](const Word& word) {
    return (word.into == Into::body || word.into == Into::whole) && !job.given.of(word).empty();
  });
  if (!any) return failure(Kind::malformed, "edit_nothing", {}, "Say what to change; --help lists the options.");
  SALLYPORT_TRY(auto said, job.given.body(json::Object{}));
  SALLYPORT_CHECK(refer_to_people(job, said));
  SALLYPORT_TRY(const auto seen, fetch_object(job.api, job.noun.collection, which));
  SALLYPORT_TRY(auto patch, patch_of(job, said, seen.body));
  if (job.given.has("--dry-run")) {
    say(json::print(patch) + "\n");
    return {};
  }
  if (patch.empty()) {
    say_object(job, seen.body);
    return {};
  }
  SALLYPORT_TRY(const auto reply, job.api.send({.method = "PATCH",
                                                .path = path_of_object(job.noun.collection, text_of(seen.body, "id")),
                                                .body = json::Value(std::move(patch)),
                                                .content_type = "application/json-patch+json",
                                                .if_match = seen.tag}));
  say_object(job, reply.body);
  return {};
}

}  // namespace sallyport::app
