#include "app/commands/api/audit_records.h"

#include <algorithm>

#include "app/commands/api/object.h"
#include "app/commands/api/verb.h"
#include "app/os/console.h"

namespace sallyport::app {

Result<void> print_audit_records(const ApiClient& api, const http::Form& filter, std::size_t most) {
  constexpr std::size_t kRecordsOfPage = 1000;
  std::string after;
  for (std::size_t printed = 0; most == 0 || printed < most;) {
    ApiCall call{.path = std::string(kOwnApi) + "audit/logs", .query = filter};
    call.query.add("limit", std::to_string(most == 0 ? kRecordsOfPage : std::min(kRecordsOfPage, most - printed)));
    if (!after.empty()) call.query.add("after", after);
    SALLYPORT_TRY(const auto page, api.send(call));
    const json::Object* const body = page.body.as_object();
    const json::Value* const data = body ? body->find("data") : nullptr;
    if (!data || !data->as_array()) return failure(Kind::unavailable, "api_answer", {}, "The answer is no list.");
    for (const json::Value& record : *data->as_array()) say(json::print(record) + "\n");
    printed += data->as_array()->size();
    const json::Value* const paging = body->find("paging");
    after = paging ? text_of(*paging, "after") : std::string();
    if (after.empty() || data->as_array()->empty()) return {};
  }
  return {};
}

}  // namespace sallyport::app
