// An accepted key stays the same when it is printed and parsed again, and fits its own algorithm.
#include "fuzz/fuzz.h"
#include "jose/jwk.h"

void sallyport::fuzz::fuzz_one(std::string_view text) {
  const auto set = jose::parse_jwk_set(text);
  if (!set) return;
  require(set->keys.size() <= 100);
  for (const jose::Jwk& key : set->keys) {
    require(!key.algorithm || crypto::fits(*key.algorithm, key.key.type()));
    const auto again = jose::parse_jwk(jose::public_members(key.key));
    require(again && again->key.to_der() == key.key.to_der());
    require(jose::thumbprint(key.key).size() == 43);
  }
}
