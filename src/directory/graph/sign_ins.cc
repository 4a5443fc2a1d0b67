#include <array>

#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/shape/answer.h"
#include "directory/graph/shape/sign_in_shape.h"

namespace sallyport::directory::graph {
namespace {

using odata::May;
using odata::Property;
using odata::Shown;
using odata::Type;

constexpr std::array kSignInProperties{
    Property{"id", Type::text, May::filter},
    Property{"createdDateTime", Type::time, May::filter_and_sort},
    Property{"userDisplayName", Type::text, May::filter},
    Property{"userPrincipalName", Type::text, May::filter},
    Property{"userId", Type::text, May::filter},
    Property{"appId", Type::text, May::filter},
    Property{"appDisplayName", Type::text, May::filter},
    Property{"ipAddress", Type::text, May::filter},
    Property{"clientAppUsed", Type::text, May::filter},
    Property{"correlationId", Type::text, May::filter},
    Property{"conditionalAccessStatus", Type::text, May::filter},
    Property{"appliedConditionalAccessPolicies", Type::objects},
    Property{"isInteractive", Type::boolean, May::filter},
    Property{"resourceDisplayName", Type::text, May::filter},
    Property{"resourceId", Type::text, May::filter},
    Property{"status", Type::object},
    Property{"status/errorCode", Type::integer, May::filter, Shown::if_selected},
    Property{"sallyport", Type::object},
};
constexpr odata::EntityType kSignInType{"signIn", "SignIn", "auditLogs/signIns", kSignInProperties};

// What the log finds by an index: one person or one application. The filter is evaluated all the same.
entra::SignInPageRequest narrowed(const Call& call) {
  entra::SignInPageRequest request;
  const auto query = odata::parse_query(call.exchange.request.query(), kSignInType, {});
  if (!query || !query->filter) return request;
  std::vector<const odata::Expression*> parts{&*query->filter};
  if (query->filter->kind == odata::Expression::Kind::all_of) {
    parts.clear();
    for (const odata::Expression& operand : query->filter->operands) parts.push_back(&operand);
  }
  for (const odata::Expression* part : parts) {
    if (const auto users = odata::wanted_values(*part, "userId"); users.size() == 1)
      request.user = entra::ObjectId(ascii_lower(users.front()));
    if (const auto apps = odata::wanted_values(*part, "appId"); apps.size() == 1)
      request.app = ClientId(ascii_lower(apps.front()));
  }
  return request;
}

}  // namespace

Answered<http::Response> list_sign_ins(const Call& call) {
  const entra::SignInPageRequest narrow = narrowed(call);
  Listing listing{kSignInType, [&](const entra::PageRequest& asked) -> Answered<Entities> {
                    entra::SignInPageRequest request = narrow;
                    request.after = asked.after;
                    request.limit = asked.limit;
                    SALLYPORT_ASK(auto page, call.services.sign_in_log.page(call.caller.tenant, request));
                    Entities entities{{}, std::move(page.next), {}};
                    for (const entra::SignInAttempt& attempt : page.entries)
                      entities.rows.push_back(print_attempt(attempt));
                    return entities;
                  }};
  listing.index = Index::none;
  listing.order = "createdDateTime desc";
  return list(call, listing);
}

Answered<http::Response> show_sign_in(const Call& call) {
  const std::string id = call.text("attempt");
  SALLYPORT_ASK(const auto attempt, call.services.sign_in_log.find(call.caller.tenant, ascii_lower(id)));
  if (!attempt) return not_found(id);
  return show(call, {kSignInType}, print_attempt(*attempt));
}

}  // namespace sallyport::directory::graph
