// The address that an authenticator application opens to take up a key.
#pragma once

#include <string>
#include <string_view>

namespace sallyport::http {

// "otpauth://totp/Contoso:alice@contoso.example?secret=…&issuer=Contoso". `secret` is in base32 without padding; issuer
// and account are what the application shows. The address holds the secret. Source: the key URI format of Google
// Authenticator.
std::string otpauth_uri(std::string_view secret, std::string_view account, std::string_view issuer);

}  // namespace sallyport::http
