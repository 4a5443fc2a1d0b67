// How a client authenticates at the directory: in one way, and as one client. An assertion that its key did not sign
// never counts. The first line of the input is the Authorization header, the rest is the body.
#include "oidc/op/client_proof.h"

#include "base/encoding.h"
#include "fuzz/fuzz.h"

namespace {

using namespace sallyport;
using fuzz::require;

void check_basic(std::string_view id, std::string_view secret) {
  http::Form form;
  form.add(id, secret);
  std::string pair = form.print();  // "id=secret", both encoded
  pair[pair.find('=')] = ':';
  const auto proof = oidc::op::read_client_proof({}, "Basic " + base64_encode(pair));
  require(proof && proof->client_id == id && proof->presented() == !secret.empty());
  require(secret.empty() || proof->secret->reveal() == secret);
}

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const std::size_t line = std::min(text.find('\n'), text.size());
  const std::string_view header = text.substr(0, line);
  const auto body = http::Form::parse(text.substr(std::min(line + 1, text.size())));
  if (!body) return;
  if (const auto proof = oidc::op::read_client_proof(*body, header)) {
    require(!proof->assertion);  // beside Basic, an assertion is a second way
    require(!*body->one("client_secret") || (*body->one("client_secret"))->empty());
  }
  if (const auto proof = oidc::op::read_client_proof(*body, std::nullopt)) {
    require(!(proof->secret && proof->assertion));
    if (proof->assertion) {
      const oidc::op::AssertionExpectation expect{.client = ClientId{proof->client_id}, .audiences = {"a"}};
      require(!oidc::op::check_client_assertion(proof->assertion->reveal(), {}, expect, UnixTime{1'800'000'000}));
    }
  }
  for (const auto& [name, value] : body->fields())
    if (!name.empty()) check_basic(name, value);
}
