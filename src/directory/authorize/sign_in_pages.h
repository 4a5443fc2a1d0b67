// The pages that a person sees during a sign-in. The form on each is bound to the browser and to the request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "directory/authorize/flow.h"

namespace sallyport::directory {

// A form that is bound to the browser and to the request. The cookie must be set if there is one.
struct BoundForm {
  FormTarget target;
  std::optional<http::SetCookie> cookie;
};
BoundForm bind_form(const Flow& flow);

// Adds the cookies of the form and of the sign-in to a page.
http::Response bound(const Flow& flow, http::Response response, const std::optional<http::SetCookie>& form_cookie);

// The tenant that a page names; empty if the request does not say which one it is for.
std::string tenant_name(const Flow& flow);

// Reads the form of one of these pages. Absent if the form does not prove that the directory made it for this browser
// and this request. Errors: those of http::Form.
Result<std::optional<FormAction>> read_posted(const Flow& flow);

// `refused` says why the previous attempt failed; null for the first one.
http::Response show_sign_in(const Flow& flow, const Refused* refused = nullptr);

// Lists the accounts that are signed in at this browser or, in the demo, the first 100 people of each tenant who may
// sign in. Blocks.
Judged<http::Response> show_accounts(const Flow& flow);

// Whether an administrator may consent for the whole organization on the page, or must.
enum class OrganizationConsent { not_offered, offered, required };

// Asks the person to consent to the permissions. The form names the person, so that nobody else accepts it.
http::Response consent_answer(const Flow& flow, std::vector<std::string> permissions, OrganizationConsent organization);

// Asks whether the person really wants to sign in to the program that shows the code.
http::Response show_device_confirmation(const Flow& flow);

}  // namespace sallyport::directory
