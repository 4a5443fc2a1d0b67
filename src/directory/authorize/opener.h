// The rehearsal of Cross-Origin-Opener-Policy on sign-in pages: which sign-ins it breaks, and the words for the logs.
// Source: docs/entra.md, Authorize.
#pragma once

#include <string>
#include <string_view>

#include "directory/authorize/flow.h"

namespace sallyport::directory {

// Whether MSAL.js opened the sign-in in a popup. MSAL.js writes the kind of its request into `state`.
bool is_msal_popup(std::string_view state);

// What the operator's opener policy did to a sign-in whose page was shown, and what to change. Empty if it did nothing.
std::string explain_opener_policy(const Flow& flow);

// Logs that a sign-in page is sent with the policy. Does nothing without one.
void log_opener_policy(const Flow& flow);

}  // namespace sallyport::directory
