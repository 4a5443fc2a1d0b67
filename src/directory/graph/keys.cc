// addKey and removeKey: an application replaces its certificates, and proves with a present one that it may.
#include <algorithm>

#include "directory/graph/application_changes.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/shape/application_shape.h"
#include "directory/graph/shape/body.h"
#include "directory/rules/key_proof.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kKeyCredential = "KeyCredential";
constexpr std::size_t kMaxProof = 16 * 1024;

Result<void> check_proof(std::string_view proof, const entra::AppRegistration& app, UnixTime now) {
  if (check_key_proof(proof, app, now)) return {};
  return invalid("proof", kKeyCredential,
                 "It must be a JWT that a certificate of the application signed, with the application's object id as "
                 "iss, 00000002-0000-0000-c000-000000000000 as aud, and ten minutes from nbf to exp.");
}

}  // namespace

Answered<http::Response> add_key(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  const UnixTime now = call.exchange.now;
  entra::KeyCredential made;
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    std::string proof;
    Fields fields(body, kKeyCredential);
    SALLYPORT_CHECK(fields.text("proof", proof, kMaxProof));
    SALLYPORT_CHECK(check_proof(proof, app, now));
    SALLYPORT_CHECK(fields.object("keyCredential", [&](Fields& inner) -> Result<void> {
      SALLYPORT_TRY(made, read_new_key(inner, call.exchange.random));
      return inner.no_others();
    }));
    SALLYPORT_CHECK(fields.unused({"passwordCredential"}));  // the password of a private key, which is never stored
    SALLYPORT_CHECK(fields.no_others());
    if (made.key_id.empty()) return fields.wrong("keyCredential", "A certificate is needed.");
    app.certificates.push_back(made);
    return {};
  }));
  return ok(with_context(call.exchange, "microsoft.graph.keyCredential", print_key(made)));
}

Answered<http::Response> remove_key(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  const UnixTime now = call.exchange.now;
  SALLYPORT_REQUIRE(edit_application(call, [&](entra::AppRegistration& app) -> Result<void> {
    std::string proof;
    std::string key_id;
    Fields fields(body, kKeyCredential);
    SALLYPORT_CHECK(fields.text("proof", proof, kMaxProof));
    SALLYPORT_CHECK(fields.guid("keyId", key_id));
    SALLYPORT_CHECK(fields.no_others());
    SALLYPORT_CHECK(check_proof(proof, app, now));
    if (std::erase_if(app.certificates, [&](const auto& each) { return each.key_id == key_id; }) == 0)
      return fields.wrong("keyId", "No certificate has this keyId.");
    return {};
  }));
  return no_content();
}

}  // namespace sallyport::directory::graph
