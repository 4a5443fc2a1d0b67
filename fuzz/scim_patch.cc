// A patch of SCIM is refused, or makes a document that is bounded and reads back as it is: every attribute known, every
// value of its type, and nothing that a client must not set.
#include "fuzz/fuzz.h"
#include "identity/scim/patch.h"
#include "identity/scim/resource.h"

using namespace sallyport::scim;
namespace json = sallyport::json;

namespace {

void try_on(ResourceKind kind, std::string_view start, const json::Object& message) {
  const auto patched = apply_patch(kind, json::parse_object(start).value(), message);
  if (!patched) {
    sallyport::fuzz::require(patched.error().reason.starts_with("scim_") && !patched.error().detail.empty());
    return;
  }
  const json::Object& document = patched->document;
  sallyport::fuzz::require(json::print(document).size() <= kMaxDocument);
  for (const std::string_view name : {"id", "meta", "schemas", "members", "roles", "groups"})
    sallyport::fuzz::require(!document.contains(name));
  const auto again = read_document(kind, document);
  sallyport::fuzz::require(again && *again == document);
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto message = json::parse_object(text);
  if (!message) return;
  try_on(ResourceKind::user,
         R"({"userName":"ann","active":true,"emails":[{"value":"a","type":"work","primary":true}]})", *message);
  try_on(ResourceKind::group, R"({"displayName":"G"})", *message);
}
