// Accepted groups are GUIDs in lower case, and the link to the next page leads to Graph itself.
#include "base/text.h"
#include "entra/graph.h"
#include "fuzz/fuzz.h"
#include "http/url.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  constexpr std::string_view kGraph = "https://graph.microsoft.com";
  const auto members = entra::read_member_objects({200, {}, std::string(text)}, kGraph);
  if (!members) return;
  for (const std::string& id : members->ids) require(is_guid(id) && ascii_lower(id) == id);
  if (members->next_link.empty()) return;
  require(http::Url::parse(members->next_link)->origin() == kGraph);
  require(entra::build_next_page(kGraph, members->next_link, Secret("token")).has_value());
}
