#include "gateway/call/explanations.h"

#include <algorithm>
#include <array>

namespace sallyport::gateway {
namespace {

constexpr std::string_view kAppAdministrator = "the administrator of the application";
constexpr std::string_view kOperator = "the operator of this gateway";
constexpr std::string_view kNotAllowed = "Not allowed";
constexpr std::string_view kFailed = "Sign-in did not work";
constexpr std::string_view kAway = "Sign-in is not available at the moment";
constexpr std::string_view kNoGroups = "Your groups cannot be looked up at the moment";
constexpr std::string_view kShowRequest = "Tell them the request number below: it leads to the line in the log.";
constexpr std::string_view kWaitThenTell =
    "Try again in a moment. If it stays so, tell them the request number below: it leads to the line in the log.";
constexpr std::string_view kOutOfTime =
    "By the clock of this server, this sign-in is not valid now, so nobody was signed in.";
constexpr std::string_view kSetClock =
    "Compare the two times. If the server's clock is wrong, set it, and let it follow a time server.";
constexpr std::string_view kStartAgain =
    "This sign-in has expired, was completed already, or was started in another browser. Please start again.";

constexpr auto kRows = std::to_array<Explanation>({
    // We know who it is, but they are not allowed.
    {"role_missing", kNotAllowed, "You are signed in, but this page needs a role that you do not have.",
     kAppAdministrator,
     "Ask for the role. In Entra ID it is assigned under Enterprise applications, the application, Users and groups.",
     Remedy::other_account},
    {"operation_denied", kNotAllowed, "You are signed in, but the policies do not let you do this.", kAppAdministrator,
     "Ask for a role whose policies allow it.", Remedy::other_account},
    {"admin_needed", kNotAllowed, "This page is for administrators of the application.", kAppAdministrator, "",
     Remedy::other_account},
    {"person_disabled", kNotAllowed, "Your account here is disabled.", kAppAdministrator,
     "Ask for the account to be enabled, or sign in with another one.", Remedy::other_account},
    {"person_unknown", kNotAllowed, "You have no account here, and signing in does not make one.", kAppAdministrator,
     "Ask for an account, or sign in with another one.", Remedy::other_account},
    {"person_domain", kNotAllowed,
     "New accounts are made for certain e-mail domains only, and yours is not among them.", kAppAdministrator,
     "Ask for your domain to be allowed, or sign in with another account.", Remedy::other_account},
    {"name_of_bot", kNotAllowed, "A program here has the name of your account.", kAppAdministrator,
     "Ask for the program to be named otherwise, or sign in with another account.", Remedy::other_account},
    {"name_of_local_account", kNotAllowed, "Somebody who signs in here with a password has the name of your account.",
     kAppAdministrator, "Ask for that account to be removed, or sign in with another one.", Remedy::other_account},
    {"principal_domain", kNotAllowed, "Your e-mail address belongs to a domain that is not let in here.",
     kAppAdministrator, "Sign in with an account of the right domain, or ask for yours to be allowed.",
     Remedy::other_account},
    {"token_tenant", kNotAllowed, "Your account belongs to another organization than the one that is let in here.",
     kAppAdministrator, "Sign in with an account of the right organization, or ask for yours to be let in.",
     Remedy::other_account},
    {"token_tenant_not_allowed", kNotAllowed, "Your account belongs to an organization that is not let in here.",
     kAppAdministrator, "Sign in with an account of the right organization, or ask for yours to be let in.",
     Remedy::other_account},
    {"token_issuer", kNotAllowed, "Your account belongs to another organization than the one that is let in here.",
     kAppAdministrator, "Sign in with an account of the right organization, or ask for yours to be let in.",
     Remedy::other_account},
    {"groups_overage", kNotAllowed, "You are in more groups than a token can hold, and they cannot be looked up.",
     "an administrator of your organization",
     "Let the application ask Microsoft Graph (API permissions User.Read.All and GroupMember.Read.All, with admin "
     "consent), or assign app roles instead of groups."},
    {"session_needed", kNotAllowed, "This page is for people who signed in with a browser.", "", ""},
    {"csrf", kNotAllowed, "This request did not come from one of our own pages, so nothing was done.", "",
     "Go back, load the page again, and repeat what you did."},
    {"cross_site", kNotAllowed, "This request did not come from one of our own pages, so nothing was done.", "",
     "Go back, load the page again, and repeat what you did."},
    {"websocket_origin", kNotAllowed, "A page of another site tried to connect, so nothing was done.",
     kAppAdministrator, "Serve the page from the same address as the connection."},
    {"route_host", kNotAllowed, "This page is not served under the name that was asked for.", kOperator, kShowRequest},

    // The sign-in failed.
    {"state_missing", kFailed, kStartAgain, "", "", Remedy::retry},
    {"transaction_missing", kFailed, kStartAgain, "", "", Remedy::retry},
    {"transaction_expired", kFailed, kStartAgain, "", "", Remedy::retry},
    {"sealed_text", kFailed, kStartAgain, "", "", Remedy::retry},
    {"cookies_blocked", "Your browser does not keep our cookie",
     "Sign-in needs cookies, and the one that we gave to your browser did not come back.", "",
     "Allow cookies for this address, also in private windows and for pages inside other pages. Then try again. If "
     "cookies are allowed, tell the operator of this gateway: the address in the browser may not be the one that "
     "the gateway was set up for, or a proxy in front of it takes the cookie away."},
    {"access_denied", "Sign-in cancelled", "The sign-in was cancelled at the identity provider. Nothing was changed.",
     "", "", Remedy::retry},
    {"provider_fault", kAway, "The identity provider has a problem at the moment, so nobody was signed in.", kOperator,
     kWaitThenTell, Remedy::retry},
    {"provider_refused", kFailed, "The identity provider refused this sign-in, so nobody was signed in.", kOperator,
     kShowRequest, Remedy::retry},
    {"token_refused", kFailed, "The identity provider refused to complete this sign-in, so nobody was signed in.",
     kOperator, kShowRequest, Remedy::retry},
    {"jwt_not_yet_valid", kFailed, kOutOfTime, kOperator, kSetClock, Remedy::retry},
    {"jwt_issued_in_future", kFailed, kOutOfTime, kOperator, kSetClock, Remedy::retry},
    {"jwt_expired", kFailed, kOutOfTime, kOperator, kSetClock, Remedy::retry},

    // Too much was asked at once.
    {"rate_limited", "Too many requests",
     "More requests came from your network than this gateway takes from one network in a minute.", kOperator,
     "Wait a moment and try again. If it happens again and again, show the operator this page."},

    // A service that we rely on does not answer.
    {"provider_unavailable", kAway, "The identity provider does not answer, so nobody can sign in at the moment.",
     kOperator, kWaitThenTell, Remedy::retry},
    {"provider_unknown_here", "The sign-in is not set up right",
     "The identity provider does not know the organization (tenant) that this gateway asks it about.", kOperator,
     "Compare the tenant in the gateway's configuration with \"Directory (tenant) ID\" under App registrations, the "
     "application, Overview."},
    {"metadata_issuer", "The sign-in is not set up right",
     "The identity provider describes itself as another one than this gateway expects.", kOperator,
     "Use the same tenant in every address of the gateway's configuration."},
    {"token_endpoint", kAway, "The identity provider has a fault and could not complete this sign-in.", kOperator,
     kWaitThenTell, Remedy::retry},
    {"http_timeout", kAway, "The identity provider took too long to answer.", kOperator, kWaitThenTell, Remedy::retry},
    {"http_connect", kAway, "The identity provider cannot be reached from this server.", kOperator, kWaitThenTell,
     Remedy::retry},
    {"http_tls", kAway, "The connection to the identity provider is not trusted.", kOperator, kShowRequest,
     Remedy::retry},
    {"http_broken", kAway, "The identity provider's answer broke off.", kOperator, kWaitThenTell, Remedy::retry},
    {"graph_status", kNoGroups, "Your groups could not be looked up, because Microsoft Graph does not answer.",
     kOperator, kWaitThenTell, Remedy::retry},
    {"graph_token", kNoGroups, "Your groups could not be looked up, because Microsoft Graph does not let us.",
     kOperator, kShowRequest, Remedy::retry},
    {"sign_in_ledger", kAway, "The place where this gateway keeps sign-ins does not answer.", kOperator, kWaitThenTell,
     Remedy::retry},
    {"policies_unknown", "The policies are not available at the moment",
     "Whether you may do this cannot be decided, so nothing was done.", kOperator, kWaitThenTell, Remedy::retry},
    {"session_store", "Sessions are not available at the moment",
     "The place where this gateway keeps sessions does not answer.", kOperator, kWaitThenTell, Remedy::retry},
});

constexpr Explanation kForbidden{"", kNotAllowed, "You are not allowed to do this.", kAppAdministrator, ""};
constexpr Explanation kUnavailable{"",
                                   "Not available at the moment",
                                   "Something that this gateway relies on does not answer.",
                                   kOperator,
                                   kWaitThenTell,
                                   Remedy::retry};
constexpr Explanation kInternal{"",        "Something went wrong", "Something went wrong on our side.",
                                kOperator, kShowRequest,           Remedy::retry};
constexpr Explanation kRejected{
    "",        kFailed,      "The answer of the identity provider did not pass our checks, so nobody was signed in.",
    kOperator, kShowRequest, Remedy::retry};

// What an application did instead of answering. The causes are the stable words of net.
constexpr std::string_view kNoAnswer = "The application does not answer";
constexpr auto kUpstreamRows = std::to_array<Explanation>({
    {"upstream_unreachable", kNoAnswer, "This gateway works, but the application behind it cannot be reached.",
     kAppAdministrator, kWaitThenTell, Remedy::retry},
    {"upstream_timeout", kNoAnswer, "This gateway works, but the application behind it took too long to answer.",
     kAppAdministrator, kWaitThenTell, Remedy::retry},
    {"upstream_takes_no_body", kNoAnswer,
     "This gateway works, but the application behind it stopped taking what you sent.", kAppAdministrator,
     kWaitThenTell, Remedy::retry},
    {"upstream_closed", kNoAnswer, "This gateway works, but the application behind it broke off without an answer.",
     kAppAdministrator, kWaitThenTell, Remedy::retry},
    {"response_head", "The application's answer cannot be read",
     "This gateway works, but the application behind it sent something that is no valid answer.", kAppAdministrator,
     kShowRequest, Remedy::retry},
    {"upstream_limit", "The application is busy",
     "Too many requests are waiting for the application behind this gateway.", kAppAdministrator, kWaitThenTell,
     Remedy::retry},
});
constexpr Explanation kUpstreamFailed{"",
                                      kNoAnswer,
                                      "This gateway works, but the application behind it does not answer.",
                                      kAppAdministrator,
                                      kWaitThenTell,
                                      Remedy::retry};
constexpr Explanation kClientFailed{
    "", "The request did not arrive whole",        "Your browser stopped sending before the request was complete.",
    "", "Check the connection and send it again.", Remedy::retry};

}  // namespace

const Explanation& explain_upstream(int status, std::string_view cause) {
  const auto row = std::ranges::find(kUpstreamRows, cause, &Explanation::reason);
  if (row != kUpstreamRows.end()) return *row;
  return status < 500 ? kClientFailed : kUpstreamFailed;
}

const Explanation& explain(const Error& error) {
  const auto row = std::ranges::find(kRows, error.reason, &Explanation::reason);
  if (row != kRows.end()) return *row;
  switch (error.kind) {
    case Kind::forbidden:
      return kForbidden;
    case Kind::unavailable:
      return kUnavailable;
    case Kind::internal:
      return kInternal;
    case Kind::malformed:
    case Kind::rejected:
    case Kind::unauthenticated:
    case Kind::conflict:
      return kRejected;
  }
  return kInternal;
}

}  // namespace sallyport::gateway
