#include "net/client/smtp_client.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/reason_of.h"

namespace sallyport::net {
namespace {

constexpr UnixTime kNow{1'796'061'600};  // 2026-11-30 18:00:00 UTC, a Monday

SmtpMail mail() {
  return {"door@contoso.example", "ann@contoso.example", "Your password", "Line one\nLine two\n",
          "abc@contoso.example"};
}

TEST(Mail, HasTheHeadersThatEveryMailNeeds) {
  EXPECT_EQ(print_mail(mail(), kNow),
            "Date: Mon, 30 Nov 2026 18:00:00 +0000\r\n"
            "From: <door@contoso.example>\r\n"
            "To: <ann@contoso.example>\r\n"
            "Message-ID: <abc@contoso.example>\r\n"
            "Subject: =?UTF-8?B?WW91ciBwYXNzd29yZA==?=\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "TGluZSBvbmUKTGluZSB0d28K\r\n");
}

TEST(Mail, NoTextIsTakenForAHeaderOrForTheEnd) {
  SmtpMail odd = mail();
  odd.subject = "x\r\nBcc: eve@evil.example";
  odd.text = ".\r\n.\r\nRCPT TO:<eve@evil.example>\r\n" + std::string(5000, 'x');
  const std::string printed = print_mail(odd, kNow);
  EXPECT_EQ(printed.find("Bcc"), std::string::npos);
  EXPECT_EQ(printed.find("RCPT"), std::string::npos);
  for (std::size_t at = 0; at < printed.size();) {
    const auto end = printed.find("\r\n", at);
    EXPECT_LE(end - at, 78U);
    at = end + 2;
  }
}

TEST(Mail, ALongSubjectIsCutBetweenCharacters) {
  SmtpMail odd = mail();
  odd.subject.clear();
  for (int i = 0; i < 40; ++i) odd.subject += "\xe4\xb8\x96";
  const std::string printed = print_mail(odd, kNow);
  std::string together;
  for (auto at = printed.find("=?UTF-8?B?"); at != std::string::npos; at = printed.find("=?UTF-8?B?", at + 1)) {
    const auto end = printed.find("?=", at + 10);
    const auto word = base64_decode(printed.substr(at + 10, end - at - 10));
    ASSERT_TRUE(word);
    EXPECT_EQ(word->size() % 3, 0U) << "a word ends with a whole character";
    EXPECT_LE(end + 2 - at, 75U);
    together += *word;
  }
  EXPECT_EQ(together, odd.subject);
}

TEST(Mail, AnAddressThatCouldSayMoreIsNotWrittenTo) {
  const SmtpRelay nowhere{
      .url = "smtp://127.0.0.1:1", .tls = SmtpTls::waived, .user = {}, .password = {}, .ca_file = {}};
  for (const char* const address :
       {"", "ann", "@contoso.example", "ann@", "a@b@c", "ann@contoso.example\r\nDATA", "<ann@contoso.example>",
        "ann@contoso.example, eve@evil.example", "\"a b\"@c.example", "ann@cont\xc3\xb6so.example"}) {
    SmtpMail odd = mail();
    odd.to = address;
    EXPECT_EQ(reason_of(send_mail(nowhere, odd, kNow, std::chrono::seconds(5))), "mail_address") << address;
    odd = mail();
    odd.from = address;
    EXPECT_EQ(reason_of(send_mail(nowhere, odd, kNow, std::chrono::seconds(5))), "mail_address") << address;
  }
}

TEST(Mail, ARelayThatDoesNotAnswerIsUnavailable) {
  const SmtpRelay nowhere{
      .url = "smtp://127.0.0.1:1", .tls = SmtpTls::waived, .user = {}, .password = {}, .ca_file = {}};
  EXPECT_EQ(reason_of(send_mail(nowhere, mail(), kNow, std::chrono::seconds(5))), "mail_relay");
}

TEST(Mail, NoOtherProtocolIsSpoken) {
  for (const char* const url : {"http://127.0.0.1:1", "file:///etc/passwd", "smtp://user:secret@127.0.0.1:1"}) {
    const SmtpRelay odd{.url = url, .tls = SmtpTls::demanded, .user = {}, .password = {}, .ca_file = {}};
    EXPECT_EQ(reason_of(send_mail(odd, mail(), kNow, std::chrono::seconds(5))), "mail_relay") << url;
  }
}

}  // namespace
}  // namespace sallyport::net
