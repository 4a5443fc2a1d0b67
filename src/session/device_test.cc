#include "session/device.h"

#include <gtest/gtest.h>

namespace sallyport::session {
namespace {

struct Row {
  const char* header;
  const char* label;
};

TEST(DeviceLabel, NamesTheBrowserAndItsSystem) {
  RecordProperty("covers", "B10");
  for (const auto& [header, label] : {
           Row{"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"},
           Row{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
               "Safari/537.36 "
               "Edg/140.0.0.0",
               "Edge on Windows"},
           Row{"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
               "Version/18.0 "
               "Mobile/15E148 Safari/604.1",
               "Safari on iPhone"},
           Row{"Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
               "Mobile "
               "Safari/537.36",
               "Chrome on Android"},
           Row{"curl/8.5.0", "curl"},
           Row{"python-requests/2.32", "python-requests"},
           Row{"", ""},
           Row{"\xc3\x84\x1b[31m", ""},
       })
    EXPECT_EQ(device_label(header), label) << header;
}

TEST(DeviceLabel, IsBoundedWhateverTheClientSends) {
  EXPECT_EQ(device_label(std::string(100'000, 'x')).size(), kMaxDeviceLabel);
}

}  // namespace
}  // namespace sallyport::session
