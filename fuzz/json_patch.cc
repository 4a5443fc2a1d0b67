// The first line is a document and the rest a patch. The result is bounded and is read as it is printed. A test of the
// whole result passes, and a patch that removes what another one has added undoes it.
#include "gateway/api/shape/json_patch.h"

#include "fuzz/fuzz.h"
#include "fuzz/nearly_same.h"

using namespace sallyport::gateway;
namespace json = sallyport::json;

namespace {

using Verb = PatchOperation::Verb;

void check_result(const json::Value& result) {
  const auto again = json::parse(json::print(result));
  sallyport::fuzz::require(again && sallyport::fuzz::nearly_same(*again, result));
  sallyport::fuzz::require(apply_patch(result, {{.verb = Verb::test, .path = {}, .value = result}}).has_value());
}

void check_that_removal_undoes(const json::Value& result) {
  const json::Object* const object = result.as_object();
  if (!object || object->contains("new")) return;
  const JsonPatch there_and_back{{.verb = Verb::add, .path = {"new"}, .value = 1},
                                 {.verb = Verb::remove, .path = {"new"}}};
  const auto undone = apply_patch(result, there_and_back);
  if (!undone) return;  // the document is at its limit
  sallyport::fuzz::require(is_same_json(*undone, result));
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  const auto document = json::parse(line);
  const auto patch_text = json::parse(line.size() == text.size() ? "[]" : text.substr(line.size() + 1));
  if (!document || !patch_text) return;
  const auto patch = parse_patch(*patch_text);
  if (!patch) {
    require(!patch.error().detail.empty());
    return;
  }
  for (const PatchOperation& operation : *patch)
    require(*parse_json_pointer(print_json_pointer(operation.path)) == operation.path);
  const auto result = apply_patch(*document, *patch);
  if (!result) {
    require(!result.error().detail.empty());
    return;
  }
  check_result(*result);
  check_that_removal_undoes(*result);
}
