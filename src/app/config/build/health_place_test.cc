#include "app/config/build/health_place.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

FoundHealth find_health_in(const std::string& text) {
  const auto read = [text](const std::string& path) -> Result<FileText> {
    if (path == "/etc/sallyport/a.yaml") return FileText{text, false};
    return failure(Kind::unavailable, "config_file", {}, "No such file or directory");
  };
  return find_health("/etc/sallyport/a.yaml", {[](std::string_view) { return std::nullopt; }, read});
}

TEST(HealthPlace, IsTheSecondListenerOfTheConfiguration) {
  EXPECT_EQ(find_health_in("").url, "http://127.0.0.1:8586");
  EXPECT_EQ(find_health_in("server: {adminAddress: 10.1.2.3, adminPort: 9000}\n").url, "http://10.1.2.3:9000");
  EXPECT_EQ(find_health_in("server: {adminAddress: \"2001:db8::7\"}\n").url, "http://[2001:db8::7]:8586");
}

TEST(HealthPlace, EveryInterfaceIsAskedOverLoopback) {
  EXPECT_EQ(find_health_in("server: {adminAddress: 0.0.0.0}\n").url, "http://127.0.0.1:8586");
  EXPECT_EQ(find_health_in("server: {adminAddress: \"::\"}\n").url, "http://[::1]:8586");
}

TEST(HealthPlace, MistakesElsewhereDoNotMatter) {
  for (const std::string rest :
       {"authenticationConfiguration: {provider: nobody-knows}\n", "no_such_section: 1\n",
        "server: {publicUrl: nonsense}\n", "server: {tlsCertificateFile: /nowhere, tlsKeyFile: /nowhere}\n"})
    EXPECT_EQ(find_health_in(rest).url, "http://127.0.0.1:8586") << rest;
}

TEST(HealthPlace, ItsOwnKeysAreChecked) {
  const std::pair<const char*, const char*> rows[] = {
      {"server: {adminAddress: localhost}\n", "server.adminAddress"},  // an address, never a name
      {"server: {adminPort: 65536}\n", "server.adminPort"},
      {"server: {adminPort: many}\n", "server.adminPort"},
      {"server: {adminPort: 0}\n", "server.adminPort"},
      {"server: [\n", ""},
  };
  for (const auto& [text, key] : rows) {
    const FoundHealth found = find_health_in(text);
    EXPECT_FALSE(found.url) << text;
    ASSERT_EQ(found.findings.size(), 1u) << text;
    EXPECT_EQ(found.findings.front().key, key) << text;
  }
}

TEST(HealthPlace, AFileThatIsNotThereIsToldOf) {
  const FoundHealth found = find_health("/nowhere", {[](std::string_view) { return std::nullopt; },
                                                     [](const std::string&) -> Result<FileText> {
                                                       return failure(Kind::unavailable, "config_file", {}, "gone");
                                                     }});
  EXPECT_FALSE(found.url);
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.findings.front().rule, "file_unreadable");
}

}  // namespace
}  // namespace sallyport::app::config
