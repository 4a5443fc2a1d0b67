// Sealed text opens only as it was sealed: for its purpose, within its lifetime, and with every character unchanged. A
// text that was not sealed never opens.
#include "base/random.h"
#include "fuzz/fuzz.h"
#include "session/seal.h"

namespace {

using namespace sallyport;

constexpr UnixTime kNow{1'800'000'000};
constexpr UnixTime kLater{1'800'000'600};

}  // namespace

void sallyport::fuzz::fuzz_one(std::string_view text) {
  ScriptedRandom random;
  const session::Sealer sealer({*crypto::AeadKey::from_bytes(Secret(std::string(32, 'k')))}, random);
  require(!sealer.open(text, "sign_in", kNow));

  const std::string sealed = sealer.seal(text, "sign_in", kLater);
  require(sealer.open(sealed, "sign_in", kNow) == text);
  require(!sealer.open(sealed, "sign_in", kLater) && !sealer.open(sealed, "refresh_token", kNow));
  std::string changed = sealed;
  char& one = changed[number_of(text) % changed.size()];
  one = one == 'A' ? 'B' : 'A';
  require(!sealer.open(changed, "sign_in", kNow));
  require(!sealer.open(sealed.substr(0, number_of(text) % sealed.size()), "sign_in", kNow));
  require(!sealer.open(sealed + std::string(text), "sign_in", kNow) || text.empty());
}
