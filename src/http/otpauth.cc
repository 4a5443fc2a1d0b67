#include "http/otpauth.h"

#include "http/form.h"
#include "http/url.h"

namespace sallyport::http {

std::string otpauth_uri(std::string_view secret, std::string_view account, std::string_view issuer) {
  Form query;
  query.add("secret", secret);
  query.add("issuer", issuer);
  return "otpauth://totp/" + percent_encode(issuer) + ":" + percent_encode(account) + "?" + query.print();
}

}  // namespace sallyport::http
