#include "audit/checkpoint.h"

#include <gtest/gtest.h>

#include "audit/chain_fixture.h"
#include "base/reason_of.h"

namespace sallyport::audit {
namespace {

Checkpoint content() {
  return {"node-1", 7, {1234, crypto::sha256("a record")}, 1000, kNow, std::string(64, 'a')};
}

SignedCheckpoint signed_content() {
  return sign_checkpoint(content(), jose::rs256_key()).value();
}

// A JWS with this payload under a good signature.
std::string jws_of(const json::Object& payload) {
  return jose::sign_compact(jose::rs256_key(), {{"typ", kCheckpointType}}, payload).value();
}

json::Object members() {
  return {{"node", "node-1"}, {"checkpoint", 1},     {"sequence", 2}, {"hash", std::string(64, '0')},
          {"made", 1},        {"removed_through", 0}};
}

TEST(AuditCheckpoint, IsReadAsItWasSigned) {
  const auto read = parse_checkpoint(signed_content().jws);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->content, content());
  EXPECT_EQ(kid_of(*read), "rsa");
  EXPECT_EQ(reason_of(verify_checkpoint(*read, known_keys())), "none");
}

TEST(AuditCheckpoint, TheFirstOneHasNoPredecessor) {
  const Checkpoint first = next_checkpoint(nullptr, "node-1", {3, {}}, kNow);
  EXPECT_EQ(first, (Checkpoint{"node-1", 1, {3, {}}, 0, kNow, ""}));
  const auto read = parse_checkpoint(sign_checkpoint(first, jose::rs256_key())->jws);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->content, first);
}

TEST(AuditCheckpoint, TheNextOneNamesTheOneBeforeAndKeepsWhatRetentionRemoved) {
  const SignedCheckpoint before = signed_content();
  const Checkpoint next = next_checkpoint(&before, "node-1", {2000, {}}, kNow + Seconds(1));
  EXPECT_EQ(next.number, 8);
  EXPECT_EQ(next.removed_through, 1000);
  EXPECT_EQ(next.previous, hex_encode(crypto::view(crypto::sha256(before.jws))));
}

TEST(AuditCheckpoint, AForeignOrMissingKeyProvesNothing) {
  const jose::SigningKey foreign{crypto::PrivateKey::generate_rsa(2048), crypto::SignatureAlgorithm::rs256, "rsa"};
  const auto checkpoint = sign_checkpoint(content(), foreign).value();
  EXPECT_EQ(reason_of(verify_checkpoint(checkpoint, known_keys())), "jws_signature");
  EXPECT_EQ(reason_of(verify_checkpoint(checkpoint, {})), "jws_unknown_kid");
}

TEST(AuditCheckpoint, ATokenOfOursIsNoCheckpoint) {
  SignedCheckpoint token = signed_content();
  token.jws = jose::sign_compact(jose::rs256_key(), {{"typ", "JWT"}}, members()).value();
  EXPECT_EQ(reason_of(verify_checkpoint(token, known_keys())), "audit_checkpoint_type");
}

TEST(AuditCheckpoint, WhatIsNotWellFormedIsRefused) {
  EXPECT_EQ(reason_of(parse_checkpoint(jws_of(members()))), "none");
  for (const char* const name : {"node", "checkpoint", "sequence", "hash", "made", "removed_through"}) {
    json::Object without;
    for (const json::Member& member : members())
      if (member.name != name) without.set(member.name, member.value);
    EXPECT_EQ(reason_of(parse_checkpoint(jws_of(without))), "audit_checkpoint") << name;
    json::Object wrong = members();
    wrong.set(name, true);
    EXPECT_EQ(reason_of(parse_checkpoint(jws_of(wrong))), "audit_checkpoint") << name;
  }
  const std::vector<std::pair<const char*, json::Value>> wrong_values{
      {"checkpoint", 0},               // numbers begin at 1
      {"sequence", -1},                //
      {"removed_through", 3},          // more than there were
      {"hash", std::string(62, '0')},  // too short
      {"hash", std::string(64, 'x')},  // not hexadecimal
      {"previous", 1},                 // not a text
  };
  for (const auto& [name, value] : wrong_values) {
    json::Object wrong = members();
    wrong.set(name, value);
    EXPECT_EQ(reason_of(parse_checkpoint(jws_of(wrong))), "audit_checkpoint") << name;
  }
  EXPECT_EQ(reason_of(parse_checkpoint("")), "audit_checkpoint");
  EXPECT_EQ(reason_of(parse_checkpoint("a.b.c")), "audit_checkpoint");
  EXPECT_EQ(reason_of(parse_checkpoint(std::string(kMaxCheckpoint + 1, 'a'))), "audit_checkpoint");
}

}  // namespace
}  // namespace sallyport::audit
