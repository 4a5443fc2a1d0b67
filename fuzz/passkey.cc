// What an authenticator says is read once, within bounds, and nothing is left over. The target has no private key, so
// no input signs anybody in.
#include "fuzz/fuzz.h"
#include "webauthn/authenticator_data.h"
#include "webauthn/cbor.h"
#include "webauthn/ceremony.h"

namespace {

using namespace sallyport;

constexpr std::string_view kClientData =
    R"({"type":"webauthn.create","challenge":"Y2hhbGxlbmdl","origin":"https://gateway.example"})";

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  webauthn::CborReader reader(text);
  if (reader.skip()) require(text.ends_with(reader.rest()) && reader.rest().size() < text.size());
  if (const auto data = webauthn::parse_authenticator_data(text); data && data->credential) {
    const auto& credential = *data->credential;
    require(!credential.id.empty() && credential.id.size() <= webauthn::kMaxCredentialId);
    require(webauthn::parse_cose_key(credential.cose_key).has_value());
  }
  const auto made =
      webauthn::check_registration({kClientData, text}, {"challenge", "https://gateway.example", "gateway.example"});
  if (made) require(webauthn::parse_cose_key(made->cose_key).has_value());
}
