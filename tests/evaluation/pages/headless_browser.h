// Chromium without a window, for tests of pages: it is spoken to over a pipe, in its DevTools protocol.
// Protocol: https://chromedevtools.github.io/devtools-protocol/
#pragma once

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/process/child_process.h"
#include "tests/core/temporary_folder.h"

namespace affekt {

/// The program to start: what AFFEKT_BROWSER names, or the first of Debian's packages that is installed.
/// Empty: there is none.
inline std::string find_browser() {
  if (const char* named = std::getenv("AFFEKT_BROWSER")) return named;
  for (const char* program : {"/usr/bin/chromium-headless-shell", "/usr/bin/chromium"})
    if (std::filesystem::exists(program)) return program;
  return "";
}

/// What the page is shown on.
struct PageView {
  int width = 1280;
  bool is_dark = false;     // the system's colours
  bool is_printed = false;  // paper in place of a screen
};

class HeadlessBrowser {
 public:
  /// Without the sandbox, which needs rights that a container lacks: it only sees pages that tests wrote.
  /// @param flags  further ones for the program
  explicit HeadlessBrowser(const std::string& program, const std::vector<std::string>& flags = {})
      : process_(add_flags(
            flags, {"sh", "-c", "exec \"$@\" 4>&3", "sh", program, "--headless", "--remote-debugging-pipe",
                    "--no-sandbox", "--disable-gpu", "--run-all-compositor-stages-before-draw",
                    "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-extensions", "--force-color-profile=srgb",
                    "--user-data-dir=" + (profile_ / "profile").string(), "about:blank"})) {
    const nlohmann::json target = call("Target.createTarget", {{"url", "about:blank"}});
    session_ =
        call("Target.attachToTarget", {{"targetId", target["targetId"]}, {"flatten", true}})["sessionId"];
    for (const char* domain : {"Page", "Network", "Log", "Runtime"}) call(std::string(domain) + ".enable");
  }

  /// Loads the page to its end. Forgets the requests and complaints of the one before.
  void open(const std::filesystem::path& page) { open_address("file://" + page.string()); }
  void open_address(const std::string& address) {
    requests.clear();
    complaints.clear();
    is_loaded_ = false;
    call("Page.navigate", {{"url", address}});
    while (!is_loaded_) take_event(read_message());
  }

  /// @return  the height of the whole page in this view, which becomes the window's
  int show(const PageView& view) {
    call("Emulation.setEmulatedMedia",
         {{"media", view.is_printed ? "print" : "screen"},
          {"features", {{{"name", "prefers-color-scheme"}, {"value", view.is_dark ? "dark" : "light"}}}}});
    int height = 800;
    for (int i = 0; i < 2; ++i) {  // the second time without the scroll bar of the first
      call("Emulation.setDeviceMetricsOverride",
           {{"width", view.width}, {"height", height}, {"deviceScaleFactor", 1}, {"mobile", false}});
      height = evaluate("document.documentElement.scrollHeight");
    }
    return height;
  }

  /// The value of an expression in the page, as JSON has it.
  nlohmann::json evaluate(const std::string& expression) {
    const nlohmann::json answer = call(
        "Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}, {"awaitPromise", true}});
    if (answer.contains("exceptionDetails")) throw std::runtime_error(answer["exceptionDetails"].dump());
    const nlohmann::json& result = answer["result"];
    return result.contains("value") ? result["value"] : nlohmann::json();
  }

  /// @param key  as the protocol names it: "Tab", "Enter"
  void press(const std::string& key, int code) {
    for (const char* type : {"keyDown", "keyUp"})
      call("Input.dispatchKeyEvent", {{"type", type},
                                      {"key", key},
                                      {"code", key},
                                      {"windowsVirtualKeyCode", code},
                                      {"text", key == "Enter" ? "\r" : ""}});
  }

  /// As if the person chose it in the file input.
  void choose_file(const std::string& selector, const std::filesystem::path& path) {
    const nlohmann::json root = call("DOM.getDocument")["root"];
    const nlohmann::json node =
        call("DOM.querySelector", {{"nodeId", root["nodeId"]}, {"selector", selector}});
    call("DOM.setFileInputFiles", {{"files", {path.string()}}, {"nodeId", node["nodeId"]}});
  }

  /// The window as a PNG file, base64.
  std::string take_screenshot() {
    return call("Page.captureScreenshot", {{"format", "png"}, {"optimizeForSpeed", true}})["data"];
  }

  std::vector<std::string> requests;    // addresses that the page asked for, blocked ones too
  std::vector<std::string> complaints;  // of the browser about the page

 private:
  static std::vector<std::string> add_flags(const std::vector<std::string>& flags,
                                            std::vector<std::string> command) {
    command.insert(command.end() - 1, flags.begin(), flags.end());  // the last one is the page
    return command;
  }

  nlohmann::json call(const std::string& method,
                      const nlohmann::json& parameters = nlohmann::json::object()) {
    nlohmann::json message = {{"id", ++last_id_}, {"method", method}, {"params", parameters}};
    if (!session_.empty()) message["sessionId"] = session_;
    const std::string text = message.dump();
    if (!process_.send(text.c_str(), text.size() + 1)) fail(method);  // with the zero byte that ends it
    for (;;) {
      const nlohmann::json answer = read_message();
      if (!answer.contains("id") || answer["id"] != last_id_) {
        take_event(answer);
        continue;
      }
      if (answer.contains("error")) throw std::runtime_error(method + ": " + answer["error"].dump());
      return answer["result"];
    }
  }

  void take_event(const nlohmann::json& event) {
    // (json::value() sets off GCC's null-dereference warning.)
    const std::string method = event.contains("method") ? event["method"].get<std::string>() : "";
    if (method == "Page.loadEventFired") is_loaded_ = true;
    if (method == "Network.requestWillBeSent") requests.push_back(event["params"]["request"]["url"]);
    if (method == "Log.entryAdded") complaints.push_back(event["params"]["entry"]["text"]);
    if (method == "Runtime.exceptionThrown") complaints.push_back(event["params"]["exceptionDetails"].dump());
    if (method == "Runtime.consoleAPICalled") complaints.push_back(event["params"]["args"].dump());
  }

  nlohmann::json read_message() {
    constexpr int kPatienceSeconds = 60;
    size_t end = received_.find('\0');
    while (end == std::string::npos) {
      char piece[65536];
      const size_t count = process_.receive_some(piece, sizeof(piece), kPatienceSeconds);
      if (count == 0) fail("read");
      const size_t searched = received_.size();
      received_.append(piece, count);
      end = received_.find('\0', searched);
    }
    nlohmann::json message = nlohmann::json::parse(received_.substr(0, end));
    received_.erase(0, end + 1);
    return message;
  }

  [[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error("the browser is gone (" + what + "): " + process_.describe_end());
  }

  TemporaryFolder profile_;
  ChildProcess process_;
  std::string session_, received_;
  int last_id_ = 0;
  bool is_loaded_ = false;
};

}  // namespace affekt
