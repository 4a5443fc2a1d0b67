#include "audit/checkpoint.h"

#include <algorithm>
#include <utility>

#include "base/encoding.h"
#include "base/json.h"

namespace sallyport::audit {
namespace {

Failure bad_checkpoint(std::string detail) {
  return failure(Kind::malformed, "audit_checkpoint", {}, std::move(detail));
}

json::Object print_content(const Checkpoint& content) {
  json::Object printed{{"node", content.node},
                       {"checkpoint", content.number},
                       {"sequence", content.head.sequence},
                       {"hash", hex_encode(crypto::view(content.head.hash))},
                       {"removed_through", content.removed_through},
                       {"made", content.made.seconds}};
  if (!content.previous.empty()) printed.set("previous", content.previous);
  return printed;
}

Result<std::string> text_member(const json::Object& members, std::string_view name) {
  const json::Value* const value = members.find(name);
  const std::string* const text = value ? value->as_string() : nullptr;
  if (!text) return bad_checkpoint(std::string(name));
  return *text;
}

Result<std::int64_t> number_member(const json::Object& members, std::string_view name) {
  const json::Value* const value = members.find(name);
  const std::int64_t* const number = value ? value->as_integer() : nullptr;
  if (!number || *number < 0) return bad_checkpoint(std::string(name));
  return *number;
}

Result<Checkpoint> parse_content(const json::Object& members) {
  Checkpoint content;
  SALLYPORT_TRY(content.node, text_member(members, "node"));
  SALLYPORT_TRY(content.number, number_member(members, "checkpoint"));
  SALLYPORT_TRY(content.head.sequence, number_member(members, "sequence"));
  SALLYPORT_TRY(const auto hex, text_member(members, "hash"));
  const auto hash = hex_decode(hex);
  if (!hash || hash->size() != content.head.hash.size()) return bad_checkpoint("hash");
  std::ranges::copy(*hash, content.head.hash.begin());
  SALLYPORT_TRY(content.removed_through, number_member(members, "removed_through"));
  SALLYPORT_TRY(content.made.seconds, number_member(members, "made"));
  if (members.contains("previous")) {
    SALLYPORT_TRY(content.previous, text_member(members, "previous"));
  }
  if (content.number == 0 || content.removed_through > content.head.sequence) return bad_checkpoint("numbers");
  return content;
}

}  // namespace

Result<SignedCheckpoint> sign_checkpoint(Checkpoint content, const jose::SigningKey& key) {
  SALLYPORT_TRY(auto jws, jose::sign_compact(key, {{"typ", kCheckpointType}}, print_content(content)));
  return SignedCheckpoint{std::move(content), std::move(jws)};
}

Result<SignedCheckpoint> parse_checkpoint(std::string jws) {
  if (jws.size() > kMaxCheckpoint) return bad_checkpoint("size");
  const auto form = jose::CompactJws::parse(jws);
  if (!form) return bad_checkpoint(std::string(form.error().reason));
  const auto payload = base64url_decode(form->payload);
  if (!payload) return bad_checkpoint("payload");
  const auto members = json::parse_object(*payload);
  if (!members) return bad_checkpoint(std::string(members.error().reason));
  SALLYPORT_TRY(auto content, parse_content(*members));
  return SignedCheckpoint{std::move(content), std::move(jws)};
}

Result<void> verify_checkpoint(const SignedCheckpoint& checkpoint, const jose::JwkSet& keys) {
  SALLYPORT_TRY(auto form, jose::CompactJws::parse(checkpoint.jws));
  if (form.header.typ != kCheckpointType) return failure(Kind::rejected, "audit_checkpoint_type");
  SALLYPORT_CHECK(jose::verify(std::move(form), keys, {crypto::SignatureAlgorithm::rs256}));
  return {};
}

std::string kid_of(const SignedCheckpoint& checkpoint) {
  const auto form = jose::CompactJws::parse(checkpoint.jws);
  return form ? form->header.kid : std::string();
}

Checkpoint next_checkpoint(const SignedCheckpoint* newest, const std::string& node, const Head& head, UnixTime now) {
  Checkpoint next{node, 1, head, 0, now, {}};
  if (!newest) return next;
  next.number = newest->content.number + 1;
  next.removed_through = newest->content.removed_through;
  next.previous = hex_encode(crypto::view(crypto::sha256(newest->jws)));
  return next;
}

Head later(const Head& a, const Head& b) {
  return a.sequence >= b.sequence ? a : b;
}

}  // namespace sallyport::audit
