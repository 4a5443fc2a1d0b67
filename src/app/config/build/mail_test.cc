// The keys of the section mail.
#include <gtest/gtest.h>

#include "app/config/build/load_fixture.h"

namespace sallyport::app::config {
namespace {

LoadedConfig with_mail(const std::string& mail) {
  return load(std::string(kConfidential) + (mail.empty() ? "" : "mail: " + mail + "\n"));
}

TEST(ConfigMail, WithoutAServerNoMailIsSent) {
  EXPECT_FALSE(with_mail("").mail);
}

TEST(ConfigMail, TlsIsDemandedUnlessTheServerIsOnThisMachine) {
  const auto plain = with_mail("{url: \"smtp://mail.example:587\", from: door@contoso.example}");
  ASSERT_TRUE(plain.settings) << print_all(plain);
  EXPECT_EQ(plain.mail->url, "smtp://mail.example:587");
  EXPECT_EQ(plain.mail->from, "door@contoso.example");
  EXPECT_TRUE(plain.mail->demands_tls);
  EXPECT_TRUE(with_mail("{url: \"smtps://mail.example\", from: door@contoso.example}").mail->demands_tls);
  const auto here = with_mail("{url: \"smtp://127.0.0.1:25\", from: door@contoso.example, startTls: off}");
  ASSERT_TRUE(here.settings) << print_all(here);
  EXPECT_FALSE(here.mail->demands_tls);
  const auto elsewhere = with_mail("{url: \"smtp://mail.example\", from: door@contoso.example, startTls: off}");
  EXPECT_FALSE(elsewhere.settings);
  EXPECT_NE(print_all(elsewhere).find("mail.startTls"), std::string::npos);
}

TEST(ConfigMail, WhatCannotWorkIsRefused) {
  for (const auto& [mail, key] :
       {std::pair("{url: \"http://mail.example\", from: a@b.example}", "mail.url"),
        std::pair("{url: mail.example, from: a@b.example}", "mail.url"),
        std::pair("{url: \"smtp://mail.example/path\", from: a@b.example}", "mail.url"),
        std::pair("{url: \"smtp://mail.example\"}", "mail.from"),
        std::pair("{url: \"smtp://mail.example\", from: door}", "mail.from"),
        std::pair("{url: \"smtp://mail.example\", from: a@b.example, user: door}", "mail.passwordFile"),
        std::pair("{url: \"smtp://mail.example\", from: a@b.example, passwordFile: x}", "mail.user")}) {
    const auto loaded = with_mail(mail);
    EXPECT_FALSE(loaded.settings) << mail;
    EXPECT_NE(print_all(loaded).find(key), std::string::npos) << mail << print_all(loaded);
  }
}

}  // namespace
}  // namespace sallyport::app::config
