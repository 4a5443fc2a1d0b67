// Tells whether a person or a program will read the answer.
#pragma once

#include "http/message.h"

namespace sallyport::gateway {

// Whether a browser shows the answer as a page, after a link or a form such as the provider's form_post. Sec-Fetch-Mode
// decides if it is present. Browsers do not send it over plain http. Without it, the Accept header must name text/html
// as browsers do: alone, or together with application/xhtml+xml. The clients of Java and PowerShell accept text/html
// among other types; they are programs. Source: Fetch Metadata 2.3.
bool shows_pages(const http::Request& request);

// Whether the request shows a page and is GET or HEAD, so that a redirect loses nothing of it.
bool is_navigation(const http::Request& request);

}  // namespace sallyport::gateway
