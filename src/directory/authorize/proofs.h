// How a person proves more than a password during a sign-in: the second factor, its registration, a new password. All
// flows with a sign-in share these forms.
#pragma once

#include <optional>
#include <string_view>

#include "directory/authorize/flow.h"

namespace sallyport::directory {

// Each page has a form that take_proof() reads. `refused` says why the previous attempt failed; null for the first one.
http::Response show_second_factor(const Flow& flow, const Refused* refused = nullptr);
http::Response show_factor_offer(const Flow& flow, const Refused* refused = nullptr);
http::Response show_new_password(const Flow& flow, const entra::User& user, const Refused* refused,
                                 std::string_view fault = {});

// Whether the posted form is one of these.
bool is_proof(const Flow& flow);

// Checks the posted proof. On success, flow.signed_in has it, the browser has a new cookie, and nothing is returned;
// otherwise returns the page to show. Of the forms about a second factor, flow.signed_in must be the account that the
// form names. Blocks.
std::optional<http::Response> take_proof(Flow& flow);

// Shows why a user name and a password were not enough: the page for a new password if the old one has expired, and the
// sign-in page otherwise. Blocks.
http::Response show_refused_sign_in(const Flow& flow, const Refused& refused);

}  // namespace sallyport::directory
