// A sign-in that has begun comes out of its cookie as it went in, or not at all.
#include "fuzz/fuzz.h"
#include "oidc/rp/authorization.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto transaction = oidc::rp::Transaction::parse(text);
  if (!transaction) return;
  require(!transaction->state.empty() && !transaction->nonce.empty());
  require(transaction->verifier.value.size() >= 43);
  const std::string printed = transaction->print();
  const auto again = oidc::rp::Transaction::parse(printed);
  require(again && again->print() == printed);
  require(again->state == transaction->state && again->nonce == transaction->nonce);
  require(again->verifier.value == transaction->verifier.value && again->return_to == transaction->return_to);
  require(again->response_type == transaction->response_type && again->response_mode == transaction->response_mode);
  require(again->redirect_uri == transaction->redirect_uri && again->started == transaction->started);
}
