#include "app/config/reading/placeholder.h"

#include <gtest/gtest.h>

namespace sallyport::app::config {
namespace {

TEST(Placeholder, WhatGuidesAndMessagesHaveInThePlaceOfAValue) {
  RecordProperty("covers", "B4");
  for (const std::string_view text : {"{Tenant ID}",
                                      "https://login.microsoftonline.com/{Tenant ID}",
                                      "https://{your domain}/callback",
                                      "<client-id>",
                                      "https://your.host",
                                      "https://your.host/callback",
                                      "your.company",
                                      "yourcompany.com",
                                      "ann@your-domain.com",
                                      "YOUR_CLIENT_ID",
                                      "00000000-0000-0000-0000-000000000000",
                                      "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0",
                                      "xxxx",
                                      "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
                                      "12345678-1234-1234-1234-123456789012",
                                      "changeme",
                                      "oid:OBJECT-ID",
                                      "https://login.microsoftonline.com/TENANT-ID",
                                      "${OIDC_CALLBACK}",
                                      "..."})
    EXPECT_TRUE(holds_placeholder(text)) << text;
}

TEST(Placeholder, RealValuesAreNone) {
  RecordProperty("covers", "B4");
  for (const std::string_view text :
       {"", "https://data.example.com", "00000000-0000-4000-8000-00000000c11e", "/your-orders", "Your Data Portal",
        "ask-your-doctor.com", "a{1}b", "1 < 2 > 0", "openid profile", "xx", "client-id-mapper",
        "api://reports/.default", "{\"prompt\": 1}"})
    EXPECT_FALSE(holds_placeholder(text)) << text;
}

TEST(Placeholder, ASecretMayHoldBracketsButNotBeSome) {
  RecordProperty("covers", "Q9");
  for (const std::string_view text : {"{Client Secret}", "<secret>", "YOUR_CLIENT_SECRET", "your-secret", "changeme",
                                      "CLIENT_SECRET", "xxxxxxxx", "****", "Replace_With_Value"})
    EXPECT_TRUE(is_placeholder(text)) << text;
  for (const std::string_view text : {"ab{c}d~E", "x<y>z", "the-Value~of.the_portal", "xyx"})
    EXPECT_FALSE(is_placeholder(text)) << text;
}

}  // namespace
}  // namespace sallyport::app::config
