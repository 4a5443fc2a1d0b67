#include "gateway/session_cache.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/encoding.h"

namespace sallyport::gateway {
namespace {

constexpr std::array<std::size_t, 4> kDashes{8, 13, 18, 23};  // of a GUID
constexpr std::size_t kGuidBytes = 16;

std::uint32_t cut(UnixTime time) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(time.seconds, 0, kMost));
}

UnixTime whole(std::uint32_t time) {
  return UnixTime{static_cast<std::int64_t>(time)};
}

std::string unpack_guid(std::string_view bytes) {
  std::string text = hex_encode(bytes);
  for (const std::size_t at : kDashes) text.insert(at, 1, '-');
  return text;
}

// Empty where the id is no GUID in lower case, as ours are.
std::string pack_guid(const std::string& id) {
  std::string digits = id;
  std::erase(digits, '-');
  const auto bytes = hex_decode(digits);
  return bytes && bytes->size() == kGuidBytes && unpack_guid(*bytes) == id ? *bytes : std::string();
}

Like likeness(const std::string& name, const std::string& email) {
  if (name == email) return Like::address;
  return name == email.substr(0, email.find('@')) ? Like::local_part : Like::nothing;
}

const std::string& unless_like(Like like, const std::string& name) {
  static const std::string kNothing;
  return like == Like::nothing ? name : kNothing;
}

std::string name_of(Like like, std::string_view kept, const std::string& email) {
  switch (like) {
    case Like::nothing:
      return std::string(kept);
    case Like::address:
      return email;
    case Like::local_part:
      return email.substr(0, email.find('@'));
  }
  return {};
}

using Texts = std::array<std::string, 5>;
using Length = std::uint16_t;
using Lengths = std::array<Length, std::tuple_size_v<Texts>>;

std::unique_ptr<char[]> write(const Texts& texts) {
  Lengths lengths;
  std::ranges::transform(texts, lengths.begin(),
                         [](const std::string& text) { return static_cast<Length>(text.size()); });
  auto out = std::make_unique_for_overwrite<char[]>(std::accumulate(lengths.begin(), lengths.end(), sizeof lengths));
  char* at = out.get();
  std::memcpy(at, lengths.data(), sizeof lengths);
  at += sizeof lengths;
  for (const std::string& text : texts) at = std::ranges::copy(text, at).out;
  return out;
}

std::array<std::string_view, std::tuple_size_v<Texts>> read(const char* at) {
  Lengths lengths;
  std::memcpy(lengths.data(), at, sizeof lengths);
  at += sizeof lengths;
  std::array<std::string_view, std::tuple_size_v<Texts>> texts;
  for (std::size_t i = 0; i < texts.size(); at += lengths[i], ++i) texts[i] = {at, lengths[i]};
  return texts;
}

// What keeps two combinations apart: each text with its length before it.
crypto::Sha256 digest_of(const Caller& caller) {
  std::string text;
  for (const auto* list : {&caller.roles, &caller.groups}) {
    text += std::to_string(list->size()) + ";";
    for (const std::string& each : *list) text += std::to_string(each.size()) + ":" + each;
  }
  return crypto::sha256(text);
}

}  // namespace

PackedSession::PackedSession(const KnownSession& known, std::shared_ptr<const Memberships> memberships)
    : memberships_(std::move(memberships)),
      expires_(cut(known.caller->expires)),
      good_until_(cut(known.good_until)),
      last_seen_(cut(known.last_seen)),
      admin_(known.caller->admin),
      username_(likeness(known.caller->username, known.caller->email)),
      preferred_username_(likeness(known.caller->preferred_username, known.caller->email)) {
  const Caller& caller = *known.caller;
  const std::string guid = pack_guid(caller.person.value);
  person_is_guid_ = !guid.empty();
  text_ = write({person_is_guid_ ? guid : caller.person.value, caller.email, unless_like(username_, caller.username),
                 unless_like(preferred_username_, caller.preferred_username), caller.display_name});
}

bool PackedSession::fits(const Caller& caller) {
  constexpr std::size_t kMost = std::numeric_limits<Length>::max();
  return std::ranges::all_of(std::array{caller.person.value.size(), caller.email.size(), caller.username.size(),
                                        caller.preferred_username.size(), caller.display_name.size()},
                             [](std::size_t size) { return size <= kMost; });
}

KnownSession PackedSession::unpack(const crypto::Sha256& digest) const {
  const auto [person, email, username, preferred, display] = read(text_.get());
  auto caller = std::make_shared<Caller>();
  caller->person.value = person_is_guid_ ? unpack_guid(person) : std::string(person);
  caller->email = email;
  caller->username = name_of(username_, username, caller->email);
  caller->preferred_username = name_of(preferred_username_, preferred, caller->email);
  caller->display_name = display;
  caller->roles = memberships_->roles;
  caller->groups = memberships_->groups;
  caller->admin = admin_;
  caller->session = session::SessionDigest{std::string(crypto::view(digest))};
  caller->expires = whole(expires_);
  return {finish(std::move(caller)), whole(good_until_), whole(last_seen_)};
}

std::shared_ptr<const Memberships> SharedMemberships::share(const Caller& caller) {
  look_over_some();
  std::weak_ptr<const Memberships>& known = known_[digest_of(caller)];
  auto shared = known.lock();
  if (!shared) known = shared = std::make_shared<const Memberships>(Memberships{caller.roles, caller.groups});
  return shared;
}

// Two for the one that may come: however many combinations there are, no call takes long, and few are dead.
void SharedMemberships::look_over_some() {
  for (int n = 0; n < 2 && !known_.empty(); ++n) {
    auto at = known_.upper_bound(looked_at_);
    if (at == known_.end()) at = known_.begin();
    looked_at_ = at->first;
    if (at->second.expired()) known_.erase(at);
  }
}

KnownSession* SessionCache::find(const crypto::Sha256& digest) {
  if (KnownSession* const ready = ready_.find(digest)) return ready;
  const PackedSession* const packed = packed_.find(digest);
  return packed ? &ready_.put(digest, packed->unpack(digest)) : nullptr;
}

void SessionCache::put(const crypto::Sha256& digest, KnownSession known) {
  if (PackedSession::fits(*known.caller))
    packed_.put(digest, PackedSession(known, memberships_.share(*known.caller)));
  else
    packed_.erase(digest);  // an earlier reading must not come back
  ready_.put(digest, std::move(known));
}

void SessionCache::erase(const crypto::Sha256& digest) {
  ready_.erase(digest);
  packed_.erase(digest);
}

void SessionCache::clear() {
  ready_.clear();
  packed_.clear();
}

}  // namespace sallyport::gateway
