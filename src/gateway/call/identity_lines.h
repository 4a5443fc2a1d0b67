// Puts identity headers into the form that an application can read.
#pragma once

#include <string>
#include <string_view>

#include "gateway/call/settings.h"
#include "http/message.h"

namespace sallyport::gateway {

// Returns the same lines with each value in the given form.
//   utf8              the bytes of UTF-8, unchanged
//   percent_encoded   every byte beyond ASCII, and '%', as %XX: percent-decoding gives UTF-8 again
//   rfc8187           UTF-8'' and the percent-encoded value, if the value holds a byte beyond ASCII or itself begins
//                     with UTF-8''; other values are unchanged
// percent_encoded keeps the commas of a list; rfc8187 encodes the whole list as one value. Source: RFC 8187 3.2.1.
// Requires: `lines` come from finish().
std::string identity_text_in(std::string_view lines, HeaderText text);

// The same for the lines of a response. For utf8, the result is the same pointer.
http::PreparedHeaders identity_lines_in(const http::PreparedHeaders& lines, HeaderText text);

}  // namespace sallyport::gateway
