#include "app/config/build/store_place.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

FoundPlace find(const std::string& text) {
  const auto read = [text](const std::string& path) -> Result<FileText> {
    if (path == "/etc/sallyport/a.yaml") return FileText{text, false};
    return failure(Kind::unavailable, "config_file", {}, "No such file or directory");
  };
  return find_store("/etc/sallyport/a.yaml", {[](std::string_view) { return std::nullopt; }, read});
}

TEST(StorePlace, NeedsNoVariableNoSecretFileAndNoProvider) {
  RecordProperty("covers", "B1");
  const std::string server = "server: {publicUrl: \"https://data.example.com\", dataDir: /var/lib/sallyport}\n";
  for (const std::string rest :
       {"", "authenticationConfiguration:\n  provider: azure\n  clientId: ${AZURE_CLIENT_ID}\n",
        "authenticationConfiguration:\n  provider: azure\n  clientType: confidential\n"
        "  oidcConfiguration: {secretFile: \"${CREDENTIALS_DIRECTORY}/client_secret\"}\n",
        "authenticationConfiguration: {provider: nobody-knows}\n", "no_such_section: 1\n",
        "jwtTokenConfiguration: {rsaprivateKeyFilePath: \"${KEYS}/key.der\"}\n"}) {
    const FoundPlace found = find(server + rest);
    ASSERT_TRUE(found.place) << rest << print_text(found.findings.front());
    EXPECT_EQ(found.place->store.path, "/var/lib/sallyport/sallyport.db") << rest;
    EXPECT_EQ(found.place->public_url, "https://data.example.com") << rest;
  }
}

TEST(StorePlace, IsRefusedWhereItsOwnKeysAreWrong) {
  RecordProperty("covers", "B1");
  const std::pair<const char*, const char*> rows[] = {
      {"server: {dataDir: \"${STATE_DIRECTORY}\"}\n", "server.dataDir"},
      {"server: {publicUrl: nonsense}\n", "server.publicUrl"},
      {"store: {busyTimeout: soon}\n", "store.busyTimeout"},
      {"server: [\n", ""},
  };
  for (const auto& [text, key] : rows) {
    const FoundPlace found = find(text);
    ASSERT_FALSE(found.place) << text;
    EXPECT_EQ(found.findings.front().key, key) << text;
  }
}

TEST(StorePlace, IsBesideTheConfigurationWhereThePathIsRelative) {
  RecordProperty("covers", "B2");
  EXPECT_EQ(find("").place->store.path, "/etc/sallyport/sallyport-data/sallyport.db");
  EXPECT_EQ(find("server: {dataDir: ../data}\n").place->store.path, "/etc/data/sallyport.db");
  EXPECT_EQ(find("store: {path: one.db}\n").place->store.path, "/etc/sallyport/one.db");
}

TEST(StorePlace, TheOperatorsSocketIsInTheDataFolderUnlessTheConfigurationSaysOtherwise) {
  EXPECT_EQ(find("server: {dataDir: /d}\n").place->operator_socket, "/d/operator.sock");
  EXPECT_EQ(find("server: {operatorSocket: /run/o.sock}\n").place->operator_socket, "/run/o.sock");
  EXPECT_EQ(find("server: {operatorSocket: off}\n").place->operator_socket, "");
}

TEST(StorePlace, AFileThatIsNotThereIsToldOf) {
  const FoundPlace found = find_store("/nowhere", {[](std::string_view) { return std::nullopt; },
                                                   [](const std::string&) -> Result<FileText> {
                                                     return failure(Kind::unavailable, "config_file", {}, "gone");
                                                   }});
  ASSERT_FALSE(found.place);
  EXPECT_EQ(found.findings.front().rule, "file_unreadable");
}

}  // namespace
}  // namespace sallyport::app::config
