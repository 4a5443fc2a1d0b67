#include "directory/graph/operation/listing.h"

#include <algorithm>

#include "base/text.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::size_t kScanPage = 200;

bool is_eventual(const http::Request& request) {
  const auto level = request.header("ConsistencyLevel");
  return level && ascii_iequals(*level, "eventual");
}

// The request's own address with another $skiptoken.
std::string next_link(const Exchange& exchange, const odata::SkipToken& next) {
  std::string query;
  for (const std::string_view piece : split_words(exchange.request.query(), '&')) {
    const std::string_view name = piece.substr(0, piece.find('='));
    if (name == "$skiptoken" || name == "skiptoken" || ascii_iequals(name, "%24skiptoken")) continue;
    query += std::string(piece) + "&";
  }
  return exchange.origin + exchange.path + "?" + query + "$skiptoken=" + odata::print(next);
}

std::string context_of(std::string_view set, const std::vector<std::string>& select) {
  std::string what(set);
  for (const std::string& name : select) what += (what.size() == set.size() ? "(" : ",") + name;
  return select.empty() ? what : what + ")";
}

// The prefix that all alternatives want of a name, "startswith(displayName,'al') or startswith(mail,'al')". Empty if
// there is no such prefix. The store's search finds more than that, never less.
std::string common_prefix(const odata::Expression& filter) {
  using Kind = odata::Expression::Kind;
  if (filter.kind == Kind::clause) {
    const bool is_searched =
        filter.property == "displayName" || filter.property == "userPrincipalName" || filter.property == "mail";
    if (filter.op != odata::Operator::starts_with || !is_searched) return "";
    return std::get<std::string>(filter.literals.front());
  }
  if (filter.kind != Kind::one_of) return "";
  const std::string first = common_prefix(filter.operands.front());
  const bool same = std::ranges::all_of(
      filter.operands, [&](const odata::Expression& operand) { return ascii_iequals(common_prefix(operand), first); });
  return same ? first : "";
}

// What the store can find by its indexes. The filter and the search are evaluated all the same.
void narrow(entra::PageRequest& request, const odata::Query& query) {
  if (query.search) {
    const auto& clauses = query.search->clauses;
    const bool same = std::ranges::all_of(clauses, [&](const auto& each) { return each.text == clauses.front().text; });
    if (same) request.search = clauses.front().text;
  }
  if (!query.filter) return;
  const odata::Expression& filter = *query.filter;
  std::vector<const odata::Expression*> parts{&filter};
  if (filter.kind == odata::Expression::Kind::all_of) {
    parts.clear();
    for (const odata::Expression& operand : filter.operands) parts.push_back(&operand);
  }
  for (const odata::Expression* part : parts) {
    if (const auto names = odata::wanted_values(*part, "displayName"); names.size() == 1) request.name = names[0];
    if (const auto prefix = common_prefix(*part); !prefix.empty() && request.search.empty()) request.search = prefix;
  }
}

Answered<void> set_order(entra::PageRequest& request, const odata::Query& query, const Listing& listing) {
  const std::string wanted =
      query.order ? query.order->property + (query.order->descending ? " desc" : "") : std::string(listing.order);
  if (listing.index == Index::names) {
    request.order = wanted == "displayName" ? entra::Order::name : entra::Order::created;
    if (wanted == "displayName" || wanted == "createdDateTime") return {};
  }
  if (wanted == listing.order) return {};
  return refuse(
      400, odata::kUnsupportedQuery,
      "Sorting by '" + wanted + "' is not supported for resource '" + std::string(listing.type.resource) + "'.");
}

// One run over the store's pages.
class Scan {
 public:
  Scan(const Listing& listing, const odata::Query& query, entra::PageRequest request)
      : listing_(listing), query_(query), request_(std::move(request)) {
    evaluates_ = query.filter.has_value() || query.search.has_value();
  }

  Answered<void> run() {
    request_.after = query_.skip.after;
    request_.limit = evaluates_ ? kScanPage : query_.page_size();
    request_.count = query_.count && !evaluates_;
    std::size_t skip = query_.skip.skip;
    for (std::size_t scanned = 0;;) {
      SALLYPORT_ASK(auto page, listing_.source(request_));
      if (query_.count && page.count) count = page.count;
      scanned += page.rows.size();
      if (take(page, skip)) return {};
      if (page.next.empty()) return {};
      if (scanned >= kMostScanned || !evaluates_) {
        next = odata::SkipToken{page.next, 0};
        return {};
      }
      request_.after = page.next;
      request_.count = false;
      skip = 0;
    }
  }

  // Counts what the filter keeps, from the beginning.
  Answered<void> count_kept() {
    if (!query_.count || !evaluates_) return {};
    request_.after.clear();
    request_.limit = odata::kMaxTop;
    std::size_t kept = 0;
    for (std::size_t scanned = 0;;) {
      SALLYPORT_ASK(const auto page, listing_.source(request_));
      kept += static_cast<std::size_t>(std::ranges::count_if(page.rows, [&](const auto& row) { return keeps(row); }));
      scanned += page.rows.size();
      if (page.next.empty()) break;
      if (scanned >= kMostCounted)
        return refuse(400, odata::kUnsupportedQuery, "Too many objects to count with this filter.");
      request_.after = page.next;
    }
    count = kept;
    return {};
  }

  std::vector<json::Object> rows;
  std::optional<odata::SkipToken> next;
  std::optional<std::size_t> count;

 private:
  bool keeps(const json::Object& entity) const {
    return (!query_.filter || odata::matches(*query_.filter, entity)) &&
           (!query_.search || odata::matches(*query_.search, entity));
  }

  // Moves what the query keeps. True if the answer is full.
  bool take(Entities& page, std::size_t skip) {
    for (std::size_t i = skip; i < page.rows.size(); ++i) {
      if (!keeps(page.rows[i])) continue;
      rows.push_back(std::move(page.rows[i]));
      if (rows.size() < query_.page_size()) continue;
      if (i + 1 < page.rows.size())
        next = odata::SkipToken{request_.after, i + 1};
      else if (!page.next.empty())
        next = odata::SkipToken{page.next, 0};
      return true;
    }
    return false;
  }

  const Listing& listing_;
  const odata::Query& query_;
  entra::PageRequest request_;
  bool evaluates_;
};

// The entities that a filter names by a unique value. False if it does not.
Answered<bool> look_up(const Listing& listing, const odata::Query& query, std::vector<json::Object>& rows) {
  if (!query.filter || query.search) return false;
  for (const auto& [property, find] : listing.lookups) {
    const auto values = odata::wanted_values(*query.filter, property);
    if (values.empty()) continue;
    for (const std::string& value : values) {
      SALLYPORT_ASK(auto found, find(value));
      if (found && std::ranges::find(rows, *found) == rows.end()) rows.push_back(*std::move(found));
    }
    return true;
  }
  return false;
}

Answered<http::Response> print_list(const Call& call, const Listing& listing, const odata::Query& query,
                                    const std::vector<json::Object>& rows, std::optional<std::size_t> count,
                                    const std::optional<odata::SkipToken>& next) {
  json::Array value;
  for (const json::Object& row : rows) {
    json::Object shown = odata::project(row, query.select, listing.type);
    if (query.expand) {
      SALLYPORT_ASK(auto related, listing.expand(row, *query.expand));
      shown.set(query.expand->name, std::move(related));
    }
    value.emplace_back(std::move(shown));
  }
  const std::string_view set = listing.set.empty() ? listing.type.set : listing.set;
  json::Object body{{"@odata.context", context(call.exchange, context_of(set, query.select))}};
  if (count) body.set("@odata.count", static_cast<std::int64_t>(*count));
  if (next) body.set("@odata.nextLink", next_link(call.exchange, *next));
  body.set("value", std::move(value));
  return ok(body);
}

}  // namespace

Answered<http::Response> list(const Call& call, const Listing& listing) {
  SALLYPORT_ASK(const auto query, odata::parse_query(call.exchange.request.query(), listing.type,
                                                     {true, is_eventual(call.exchange.request), listing.expandable}));
  std::vector<json::Object> found;
  SALLYPORT_ASK(const bool known, look_up(listing, query, found));
  if (known) {
    const auto count = query.count ? std::optional(found.size()) : std::nullopt;
    return print_list(call, listing, query, found, count, {});
  }
  entra::PageRequest request;
  SALLYPORT_REQUIRE(set_order(request, query, listing));
  if (listing.index == Index::names) narrow(request, query);
  Scan scan(listing, query, request);
  SALLYPORT_REQUIRE(scan.run());
  SALLYPORT_REQUIRE(scan.count_kept());
  return print_list(call, listing, query, scan.rows, scan.count, scan.next);
}

Answered<http::Response> show(const Call& call, const Single& single, const json::Object& entity) {
  SALLYPORT_ASK(const auto query, odata::parse_query(call.exchange.request.query(), single.type,
                                                     {false, is_eventual(call.exchange.request), single.expandable}));
  json::Object shown = odata::project(entity, query.select, single.type);
  if (query.expand) {
    SALLYPORT_ASK(auto related, single.expand(entity, *query.expand));
    shown.set(query.expand->name, std::move(related));
  }
  return ok(with_context(call.exchange, context_of(single.type.set, query.select) + "/$entity", shown));
}

Source source_over(std::vector<entra::ObjectId> ids, Find print_row) {
  return [ids = std::move(ids),
          print_row = std::move(print_row)](const entra::PageRequest& request) -> Answered<Entities> {
    const auto start = request.after.empty() ? std::optional<long long>(0) : parse_decimal(request.after);
    if (!start || *start < 0 || *start > static_cast<long long>(ids.size()))
      return refuse(400, odata::kBadRequest, "The value of the query option '$skiptoken' is not valid.");
    const auto begin = static_cast<std::size_t>(*start);
    const std::size_t end = std::min(ids.size(), begin + request.limit);
    Entities page;
    for (std::size_t i = begin; i < end; ++i) {
      SALLYPORT_ASK(auto row, print_row(ids[i].value));
      if (row) page.rows.push_back(*std::move(row));
    }
    if (end < ids.size()) page.next = std::to_string(end);
    if (request.count) page.count = ids.size();
    return page;
  };
}

}  // namespace sallyport::directory::graph
