#include "entra/graph.h"

#include "base/json.h"
#include "base/text.h"
#include "http/url.h"

namespace sallyport::entra {
namespace {

constexpr std::string_view kGraphRule = "docs/entra.md, Graph and overage";

constexpr std::size_t kMaxResponse = 1 << 20;  // bytes; more than one page of groups needs

Failure malformed_answer(std::string_view what) {
  return failure(Kind::malformed, "graph_response", kGraphRule, std::string(what));
}

http::ClientRequest with_token(std::string_view method, std::string url, const Secret& graph_token) {
  http::ClientRequest request;
  request.method = method;
  request.url = std::move(url);
  request.headers = {{"Authorization", "Bearer " + std::string(graph_token.reveal())}, {"Accept", "application/json"}};
  request.max_response = kMaxResponse;
  return request;
}

// Refuses a link that leaves Graph's origin, because the next request sends our token there.
Result<void> check_next_link(std::string_view next_link, std::string_view graph_origin) {
  const auto url = http::Url::parse(next_link);
  if (!url || url->origin() != graph_origin) return failure(Kind::rejected, "graph_next_link", "RFC 9700 4.9.1");
  return {};
}

Result<std::vector<std::string>> read_ids(const json::Object& members) {
  const auto* value = members.find("value");
  const auto* array = value != nullptr ? value->as_array() : nullptr;
  if (array == nullptr) return malformed_answer("value");
  std::vector<std::string> ids;
  for (const auto& element : *array) {
    const auto* id = element.as_string();
    if (id == nullptr || !is_guid(*id)) return malformed_answer("id");
    ids.push_back(ascii_lower(*id));
  }
  return ids;
}

}  // namespace

Result<http::ClientRequest> build_member_objects(std::string_view graph_origin, const Subject& user,
                                                 const Secret& graph_token) {
  if (!is_guid(user.value)) return failure(Kind::rejected, "graph_subject", kGraphRule);
  auto request =
      with_token("POST", std::string(graph_origin) + "/v1.0/users/" + user.value + "/getMemberObjects", graph_token);
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = R"({"securityEnabledOnly":true})";
  return request;
}

Result<http::ClientRequest> build_next_page(std::string_view graph_origin, std::string_view next_link,
                                            const Secret& graph_token) {
  SALLYPORT_CHECK(check_next_link(next_link, graph_origin));
  return with_token("GET", std::string(next_link), graph_token);
}

Result<MemberObjects> read_member_objects(const http::ClientResponse& response, std::string_view graph_origin) {
  if (response.status != 200)
    return failure(Kind::unavailable, "graph_status", kGraphRule, std::to_string(response.status));
  const auto members = json::parse_object(response.body);
  if (!members) return malformed_answer(members.error().reason);
  MemberObjects out;
  SALLYPORT_TRY(out.ids, read_ids(*members));
  const auto* next = members->find("@odata.nextLink");
  if (next == nullptr) return out;
  if (next->as_string() == nullptr) return malformed_answer("@odata.nextLink");
  SALLYPORT_CHECK(check_next_link(*next->as_string(), graph_origin));
  out.next_link = *next->as_string();
  return out;
}

}  // namespace sallyport::entra
