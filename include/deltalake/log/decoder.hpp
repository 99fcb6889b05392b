#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include <deltalake/action/action_json.hpp>
#include <deltalake/action/action_receiver.hpp>
#include <deltalake/base/error.hpp>
#include <deltalake/json/policy.hpp>

namespace deltalake::inline v0::log {

/// Turns the text of log files into actions. Reading the log goes through this interface, so that it is compiled once
/// and not once for each JSON policy. One decoder serves one thread.
class decoder {
 public:
  virtual ~decoder() = default;
  /// Hands the actions of `text`, which holds whole JSON values, to `receiver`, up to the first failure. At least
  /// bytes::slack bytes behind `text` are readable.
  virtual json::read_result decode(std::string_view text, action_receiver& receiver) = 0;
};

using decoder_factory = std::function<std::unique_ptr<decoder>()>;

/// The decoder on a JSON policy.
template <class Json>
class json_decoder final : public decoder {
 public:
  explicit json_decoder(json::limits bounds) : reader_(bounds) {}

  json::read_result decode(std::string_view text, action_receiver& receiver) override {
    sink_.attach(receiver);
    return reader_.read(text, true, sink_);
  }
  /// The same with commit infos.
  json::read_result decode(std::string_view text, basic_action_receiver<Json>& receiver) {
    sink_.attach(receiver);
    return reader_.read(text, true, sink_);
  }

 private:
  typename Json::template reader<action_sink<Json>> reader_;
  action_sink<Json> sink_;
};

template <class Json>
decoder_factory make_decoder_factory(json::limits bounds) {
  return [bounds]() -> std::unique_ptr<decoder> { return std::make_unique<json_decoder<Json>>(bounds); };
}

}  // namespace deltalake::inline v0::log
