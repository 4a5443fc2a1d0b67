// The keys of the section store that name a PostgreSQL database.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

LoadedConfig with_store(const std::string& store, Variables variables = {}, Files files = {}) {
  return load(std::string(kConfidential) + "store:\n" + store, std::move(variables), std::move(files));
}

TEST(StoreKeys, AUrlChoosesPostgresqlAndNoneASqliteFile) {
  const auto loaded = with_store("  url: postgresql://u@db.example/s\n  connections: 20\n  busyTimeout: 2s\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->store.url.reveal(), "postgresql://u@db.example/s");
  EXPECT_EQ(loaded.settings->store.connections, 20);
  EXPECT_EQ(loaded.settings->store.busy_timeout, Seconds(2));
  EXPECT_TRUE(with_store("  type: sqlite\n").settings->store.url.empty());
  EXPECT_TRUE(with_store("  type: postgresql\n  url: postgresql://u@db.example/s\n").settings);
}

TEST(StoreKeys, TheUrlMayComeFromTheEnvironment) {
  const auto loaded = with_store("  busyTimeout: 2s\n", {{"SALLYPORT_STORE_URL", "postgresql://u:p@db.example/s"}});
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->store.url.reveal(), "postgresql://u:p@db.example/s");
}

TEST(StoreKeys, ThePasswordIsTheFilesOnlyLine) {
  const std::string store = "  url: postgresql://u@db.example/s\n  passwordFile: /run/password\n";
  const auto loaded = with_store(store, {}, {{"/run/password", {"pass word\n", false}}});
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->store.password_file, "/run/password");
  EXPECT_NE(find_finding(with_store(store, {}, {{"/run/password", {"p\n", true}}}), "secret_file_open"), nullptr);
}

TEST(StoreKeys, TheKeyFileIsTakenWholeOrAsAPassphrase) {
  const std::string random = "0123456789abcdef0123456789abcde\n";  // 32 bytes that end like a line
  const std::string passphrase = "twelve small words that nobody else would ever put together";
  const auto key_of = [](const std::string& text) {
    const auto loaded = with_store("  keyFile: /run/key\n", {}, {{"/run/key", {text, false}}});
    return loaded.settings ? std::string(loaded.settings->store.key.reveal()) : "refused: " + print_all(loaded);
  };
  EXPECT_EQ(key_of(random), random);
  EXPECT_EQ(key_of(passphrase + "\r\n"), passphrase);
  EXPECT_EQ(key_of(passphrase), passphrase);
  const auto open = with_store("  keyFile: /run/key\n", {}, {{"/run/key", {passphrase, true}}});
  EXPECT_NE(find_finding(open, "secret_file_open"), nullptr);
}

TEST(StoreKeys, AKeyFileThatIsNoSecretIsRefused) {
  const Files files{{"/run/short", {"0123456789abcdef0123456789abcde", false}},
                    {"/run/empty", {"", false}},
                    {"/run/lines", {std::string(40, '\n'), false}},
                    {"/run/same", {std::string(64, 'a'), false}},
                    {"/run/long", {std::string(500, 'a') + "bcdefghijklmn" + std::string(600, 'z'), false}}};
  for (const char* const path : {"/run/short", "/run/empty", "/run/lines", "/run/same", "/run/long", "/nowhere"}) {
    const auto loaded = with_store("  keyFile: " + std::string(path) + "\n", {}, files);
    EXPECT_FALSE(loaded.settings) << path;
    const auto* const finding = find_finding(loaded, "credential_file");
    ASSERT_NE(finding, nullptr) << path << print_all(loaded);
    EXPECT_EQ(finding->key, "store.keyFile") << path;
    EXPECT_EQ(print_all(loaded).find("0123456789"), std::string::npos) << print_all(loaded);
  }
}

TEST(StoreKeys, OneIdForSeveralKeysIsRefused) {
  const auto loaded =
      load(std::string(kConfidential) + "store:\n  keyFile: /run/key\njwtTokenConfiguration:\n  keyId: one\n", {},
           {{"/run/key", {"0123456789abcdef0123456789abcdef", false}}});
  EXPECT_FALSE(loaded.settings);
  const auto* const finding = find_finding(loaded, "bad_value");
  ASSERT_NE(finding, nullptr) << print_all(loaded);
  EXPECT_EQ(finding->key, "jwtTokenConfiguration.keyId");
}

TEST(StoreKeys, AServerElsewhereThatNeedNotProveWhoItIsIsWarnedOf) {
  for (const std::string query : {"sslmode=require", "sslmode=verify-ca", "sslmode=disable"}) {
    const auto loaded = with_store("  url: postgresql://u@db.example/s?" + query + "\n");
    ASSERT_TRUE(loaded.settings) << query;
    const auto* const finding = find_finding(loaded, "store_unproven");
    ASSERT_NE(finding, nullptr) << query;
    EXPECT_EQ(finding->key, "store.url");
  }
  for (const std::string url : {"postgresql://u@db.example/s", "postgresql://u@localhost/s?sslmode=disable"})
    EXPECT_EQ(find_finding(with_store("  url: " + url + "\n"), "store_unproven"), nullptr) << url;
}

TEST(StoreKeys, AStoreInMemoryIsWarnedOf) {
  const auto loaded = with_store("  url: \"memory:\"\n");
  ASSERT_TRUE(loaded.settings) << print_all(loaded);
  EXPECT_EQ(loaded.settings->store.url.reveal(), "memory:");
  const auto* const finding = find_finding(loaded, "store_in_memory");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::warning);
  EXPECT_EQ(finding->key, "store.url");
}

TEST(StoreKeys, WhatCannotWorkIsRefusedWithKeyAndAdvice) {
  struct Wrong {
    const char* store;
    const char* key;
    const char* rule;
  };
  const Files files{{"/run/empty", {"", false}}, {"/run/two", {"one\ntwo\n", false}}, {"/run/p", {"p", false}}};
  const std::string url = "  url: postgresql://u@db.example/s\n";
  for (const auto& [store, key, rule] : {
           Wrong{"  type: postgresql\n", "store.url", "missing_key"},
           Wrong{"  passwordFile: /run/p\n", "store.url", "missing_key"},
           Wrong{"  url: mysql://u:hush@db.example/s\n", "store.url", "bad_value"},
           Wrong{"  url: postgresql://u:hush@db.example\n", "store.url", "bad_value"},
           Wrong{"  url: postgresql://u:hush@db.example/s?sslmod=disable\n", "store.url", "bad_value"},
           Wrong{"  type: sqlite\n  url: postgresql://u@db.example/s\n", "store.type", "bad_value"},
           Wrong{"  path: /a.db\n  url: postgresql://u@db.example/s\n", "store.path", "bad_value"},
           Wrong{"  type: sqlite\n  url: \"memory:\"\n", "store.type", "bad_value"},
           Wrong{"  type: postgresql\n  url: \"memory:\"\n", "store.type", "bad_value"},
           Wrong{"  passwordFile: /run/p\n  url: \"memory:\"\n", "store.passwordFile", "bad_value"},
           Wrong{"  path: /a.db\n  url: \"memory:\"\n", "store.path", "bad_value"},
           Wrong{"  url: \"memory:x\"\n", "store.url", "bad_value"},
           Wrong{"  connections: 1\n  url: postgresql://u@db.example/s\n", "store.connections", "bad_value"},
           Wrong{"  connections: 1001\n  url: postgresql://u@db.example/s\n", "store.connections", "bad_value"},
           Wrong{"  connections: 4294967298\n  url: postgresql://u@db.example/s\n", "store.connections", "bad_value"},
           Wrong{"  passwordFile: /nowhere\n  url: postgresql://u@db.example/s\n", "store.passwordFile",
                 "credential_file"},
           Wrong{"  passwordFile: /run/empty\n  url: postgresql://u@db.example/s\n", "store.passwordFile",
                 "credential_file"},
           Wrong{"  passwordFile: /run/two\n  url: postgresql://u@db.example/s\n", "store.passwordFile",
                 "credential_file"},
       }) {
    const auto loaded = with_store(store, {}, files);
    EXPECT_FALSE(loaded.settings) << store;
    const auto* const finding = find_finding(loaded, rule);
    ASSERT_NE(finding, nullptr) << store << print_all(loaded);
    EXPECT_EQ(finding->key, key) << store;
    EXPECT_FALSE(finding->write.empty()) << store;
    EXPECT_EQ(print_all(loaded).find("hush"), std::string::npos) << print_all(loaded);
  }
}

}  // namespace
}  // namespace sallyport::app::config
