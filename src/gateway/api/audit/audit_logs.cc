#include "gateway/api/audit/audit_logs.h"

#include "audit/record_json.h"
#include "base/text.h"
#include "gateway/api/audit/audit_bodies.h"
#include "gateway/api/authorize.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/list_cursor.h"
#include "gateway/api/shape/list_query.h"

namespace sallyport::gateway {
namespace {

// What was asked for: a page of the records that a filter admits.
struct AuditQuery {
  ListQuery page;
  audit::Filter filter;
  std::optional<audit::Place> after;
};

Failure bad_filter(std::string_view name, std::string_view must) {
  return failure(Kind::malformed, "audit_filter", {}, std::string(name) + " must be " + std::string(must));
}

Result<std::string> text_of(const http::Form& query, std::string_view name) {
  SALLYPORT_TRY(auto text, query.one(name));
  return std::move(text).value_or("");
}

// Rounded up to whole seconds, because records have no more.
Result<std::optional<UnixTime>> time_of(const http::Form& query, std::string_view name) {
  SALLYPORT_TRY(const auto text, text_of(query, name));
  if (text.empty()) return std::optional<UnixTime>();
  const auto number = parse_decimal(text);
  constexpr long long kYear9999 = 253'402'300'800'000;
  if (!number || *number < 0 || *number > kYear9999) return bad_filter(name, "milliseconds since 1970");
  return std::optional(UnixTime{(*number + 999) / 1000});
}

Result<audit::Filter> parse_filter(const http::Form& query) {
  audit::Filter filter;
  SALLYPORT_TRY(filter.event, text_of(query, "event"));
  SALLYPORT_TRY(filter.who, text_of(query, "who"));
  SALLYPORT_TRY(filter.what, text_of(query, "what"));
  SALLYPORT_TRY(filter.client, text_of(query, "client"));
  SALLYPORT_TRY(filter.request_id, text_of(query, "requestId"));
  SALLYPORT_TRY(filter.from, time_of(query, "from"));
  SALLYPORT_TRY(filter.to, time_of(query, "to"));
  SALLYPORT_TRY(const auto outcome, text_of(query, "outcome"));
  if (outcome.empty()) return filter;
  filter.outcome = audit::parse_outcome(outcome);
  if (!filter.outcome) return bad_filter("outcome", "done, refused or lost");
  return filter;
}

std::string print_place(const audit::Place& place) {
  return std::to_string(place.time.seconds) + " " + std::to_string(place.sequence) + " " + place.node;
}

Result<audit::Place> parse_place(const std::string& key) {
  const auto words = split_words(key);
  if (words.size() == 3) {
    const auto time = parse_decimal(words[0]);
    const auto sequence = parse_decimal(words[1]);
    if (time && sequence) return audit::Place{{*time}, std::string(words[2]), *sequence};
  }
  return failure(Kind::malformed, "list_cursor", {}, "after is no cursor of this list");
}

Result<AuditQuery> parse_audit_query(const Call& call) {
  SALLYPORT_TRY(const auto query, http::Form::parse(call.request.query()));
  AuditQuery asked;
  SALLYPORT_TRY(asked.page, parse_list_query(query, "audit", kAuditFilters));
  SALLYPORT_TRY(asked.filter, parse_filter(query));
  if (asked.page.before)
    return failure(Kind::malformed, "list_cursor", {}, "before is not served: pages go from the newest record on");
  if (asked.page.after) {
    SALLYPORT_TRY(asked.after, parse_place(*asked.page.after));
  }
  return asked;
}

struct AuditPage {
  AuditQuery asked;
  std::vector<audit::Record> records;
  bool has_more = false;

  // The cursor of the next page; empty if there is none.
  std::string next() const {
    if (!has_more) return {};
    return print_cursor(asked.page.list, print_place(place_of(records.back())));
  }
};

// Authorizes first, so that nobody learns anything from how a filter is refused.
Result<AuditPage> read_page(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(authorize(call, parts, "AuditLogs", {.resource = "audit"}));
  AuditPage page;
  SALLYPORT_TRY(page.asked, parse_audit_query(call));
  if (page.asked.page.limit == 0) return page;
  const std::size_t limit = page.asked.page.limit;
  SALLYPORT_TRY(page.records, parts.audit.find(page.asked.filter, page.asked.after, limit + 1));
  page.has_more = page.records.size() > limit;
  if (page.has_more) page.records.pop_back();
  return page;
}

// The address of this request with another cursor.
std::string address_after(const Call& call, const std::string& cursor) {
  http::Form query;
  const auto asked = http::Form::parse(call.request.query());
  if (asked)
    for (const auto& [name, value] : asked->fields())
      if (name != "after") query.add(name, value);
  query.add("after", cursor);
  return call.site().address_of(call.path) + "?" + query.print();
}

}  // namespace

http::Outcome list_audit_logs(const Call& call, const ApiParts& parts) {
  const auto page = read_page(call, parts);
  if (!page) return api_error_answer(call, page.error());
  json::Array data;
  for (const audit::Record& record : page->records) data.emplace_back(print_record(record));
  json::Object paging;
  if (const std::string next = page->next(); !next.empty()) paging.set("after", next);
  return json_answer(call, 200, {{"data", std::move(data)}, {"paging", std::move(paging)}});
}

http::Outcome export_audit_logs(const Call& call, const ApiParts& parts) {
  const auto page = read_page(call, parts);
  if (!page) return api_error_answer(call, page.error());
  http::Response response(200);
  response.prepared = call.essentials.prepared.plain_lines;
  response.add("Content-Type", "application/x-ndjson");
  if (const std::string next = page->next(); !next.empty())
    response.add("Link", "<" + address_after(call, next) + ">; rel=\"next\"");
  for (const audit::Record& record : page->records) response.body += json::print(print_record(record)) + "\n";
  return http::Answer{std::move(response)};
}

}  // namespace sallyport::gateway
