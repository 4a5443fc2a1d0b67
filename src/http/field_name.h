// Compares names of header fields as loosely as any application may, and decides which fields belong to one connection.
#pragma once

#include <string_view>

namespace sallyport::http {

// Whether an application may confuse the two names. CGI, WSGI, PHP and similar servers turn names into variables: case
// is lost, and '-' becomes '_'. Some of them do so with every character that is not a letter or digit, so
// "X.Auth.Request.Roles" reaches the application as HTTP_X_AUTH_REQUEST_ROLES (RFC 3875 4.1.18). This comparison
// therefore ignores case and treats all characters except letters and digits as equal. Use it to decide which fields to
// remove. To read a field, use Request::header, which ignores only case (RFC 9110 5.1).
bool may_be_same_field(std::string_view a, std::string_view b);

// The same comparison for the beginning of `name`: "X_Auth.Email" begins with "x-auth-".
bool may_begin_with(std::string_view name, std::string_view beginning);

// Whether the field belongs to one connection, so that a proxy must not forward it. Compares with `may_be_same_field`.
// The fields that a Connection header names belong to the connection too; the caller must check for them.
// Source: RFC 9110 7.6.1, 11.7; RFC 9112 6.1; RFC 7540 3.2.1 for HTTP2-Settings.
bool is_hop_by_hop(std::string_view name);

}  // namespace sallyport::http
