#include "jose/sign.h"

#include "base/encoding.h"
#include "base/json_print.h"

namespace sallyport::jose {

Result<std::string> sign_compact(const SigningKey& key, const json::Object& header, const json::Object& claims,
                                 const json::Object& first) {
  json::Object members = first;
  members.set("alg", crypto::name_of(key.algorithm));
  if (!key.kid.empty()) members.set("kid", key.kid);
  for (const json::Member& member : header)
    if (!members.contains(member.name)) members.set(member.name, member.value);  // the key's alg and kid win
  std::string token =
      base64url_encode(json::print_object(members)) + '.' + base64url_encode(json::print_object(claims));
  SALLYPORT_TRY(const auto signature, crypto::sign(key.key, key.algorithm, token));
  token += '.';
  token += base64url_encode(signature);
  return token;
}

}  // namespace sallyport::jose
