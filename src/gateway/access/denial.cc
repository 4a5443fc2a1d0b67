#include "gateway/access/denial.h"

#include "gateway/call/return_address.h"

namespace sallyport::gateway {
namespace {

// Tells a person who typed another name of this machine, such as 127.0.0.1 for localhost, which name is ours. The page
// does not repeat the name in the request, because whoever sends people here chooses it.
http::Answer wrong_host(const Call& call) {
  const std::string home = call.site().address_of("/");
  return notice_answer(
      call, 421, {"Another address", {"This gateway answers at " + home + " only."}, {}, {{"Go there", home}}, {}},
      "This is not the host you asked for.");
}

http::Answer ambiguous_path(const Call& call) {
  constexpr std::string_view kText = "The path can be read in more than one way.";
  return notice_answer(call, 400,
                       {"This address cannot be opened",
                        {"Programs may read this address in more than one way, so it is not served."},
                        {{"What to do", "Check the address for a spelling mistake."}},
                        {start_page(call)},
                        {}},
                       kText);
}

http::Answer lead_to_sign_in(const Call& call, const WayToSignIn& sign_in) {
  if (!sign_in.offered) return challenge_answer(call);
  const std::string back = return_address(call.essentials, sign_in.return_to);
  return sign_in_needed(call, {back, sign_in.method, sign_in.frames});
}

}  // namespace

int status_of(const Deny& deny) {
  switch (deny.why) {
    case Denial::host_not_ours:
      return 421;
    case Denial::ambiguous_path:
      return 400;
    case Denial::no_route:
      return 404;
    case Denial::method_not_allowed:
      return 405;
    case Denial::sign_in_needed:
      return 401;
    case Denial::host_unclear:
    case Denial::credential_refused:
    case Denial::role_missing:
    case Denial::operation_denied:
    case Denial::policies_unknown:
      return status_of(deny.error);
  }
  return 500;
}

http::Answer denial_answer(const Call& call, const Deny& deny, const WayToSignIn& sign_in) {
  switch (deny.why) {
    case Denial::host_not_ours:
      return wrong_host(call);
    case Denial::ambiguous_path:
      return ambiguous_path(call);
    case Denial::no_route:
      return not_found_answer(call, "There is no such page.", "Not Found");
    case Denial::method_not_allowed:
      return wrong_method_answer(call, deny.error.detail);
    case Denial::sign_in_needed:
      return lead_to_sign_in(call, sign_in);
    case Denial::host_unclear:
    case Denial::credential_refused:
    case Denial::role_missing:
    case Denial::operation_denied:
    case Denial::policies_unknown:
      return refusal_answer(call, deny.error);
  }
  return error_answer(call, 500, "Something went wrong on our side.");
}

}  // namespace sallyport::gateway
