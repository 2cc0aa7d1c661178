"""The rule of robots, over a table of user agents as their makers publish them."""

import pytest
from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from outreach.redirector.robots import is_prefetch, is_robot

ANDROID = (
    "Mozilla/5.0 (Linux; Android 13; SM-A536E; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/120.0.6099.144 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"

ROBOTS = """
Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)
Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) Chrome/120.0 Mobile (compatible; GoogleOther)
Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)
Mozilla/5.0 (compatible; Yeti/1.1; +https://naver.me/spd)
Mozilla/5.0 (compatible; Daum/4.1; +http://cs.daum.net/faq/15/4118.html?faqId=28966)
Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)
Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)
Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)
Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)
Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)
Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) Version/13.1.1 (Applebot/0.1; +http://www.apple.com/go/applebot)
Mozilla/5.0 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)
Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)
Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)
Mozilla/5.0 (compatible; archive.org_bot +http://www.archive.org/details/archive.org_bot)
Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)
Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)
Mozilla/5.0 zgrab/0.x
Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36
Mozilla/5.0 (Linux; Android 11; moto g power (2022)) AppleWebKit/537.36 Chrome/109.0 Mobile Chrome-Lighthouse
Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com
Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/98 Safari/537.36 BingPreview/1.0b
facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)
facebookexternalhit/1.1; kakaotalk-scrap/1.0; +https://devtalk.kakao.com/t/scrap/33984
facebookexternalhit/1.1;line-poker/1.0
meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters/crawler)
WhatsApp/2.23.20.0 A
TelegramBot (like TwitterBot)
Twitterbot/1.0
Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)
Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)
Viber
Viber/13.3.0.6 CFNetwork/1126 Darwin/19.5.0
ZaloPC-Preview/1.0
http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.social/) Bot
Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.social/)
Expanse, a Palo Alto Networks company, searches across the global IPv4 space
curl/8.5.0
python-requests/2.31.0
Go-http-client/1.1
okhttp/4.12.0
node
Java/17.0.1
kube-probe/1.27
"""

PEOPLE = f"""
{IPHONE} Safari/604.1
{ANDROID}
Mozilla/5.0 (Linux; Android 13; CUBOT_X30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 13; CUBOT X30) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 SamsungBrowser/23.0 Chrome/115.0 Mobile Safari/537.36
Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/114 Mobile Safari/537.36 coc_coc_browser/114.0
Mozilla/5.0 (Linux; U; Android 13; vi-vn; Redmi Note 11) Version/4.0 Chrome/100.0 Mobile XiaoMi/MiuiBrowser/14.4
Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0
Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.1; Trident/6.0)
Mozilla/5.0 (Mobile; Nokia 2720 Flip; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5.2
Opera/9.80 (Android; Opera Mini/36.2/119; U; vi) Presto/2.12 Version/12.16
{ANDROID} Telegram-Android/10.6.1 (Samsung SM-A536E; Android 13; SDK 33; AVERAGE)
{IPHONE} Telegram/10.6
{ANDROID} Viber/21.6
{IPHONE} Viber/21.6.0
{ANDROID} WhatsApp/2.23.25
{ANDROID} QRScanner/3.2
{IPHONE} QRScanner
{ANDROID} Kaspersky QR Scanner
{ANDROID} Zalo android/23120 ZaloTheme/light ZaloLanguage/vi
{IPHONE} Zalo iOS/460 ZaloTheme/light
{ANDROID} KAKAOTALK/10.5.3 (INAPP)
{IPHONE} NAVER(inapp; search; 1100; 12.3.4; 13PRO)
{ANDROID} DaumApps/7.0 DaumDevice/mobile
{ANDROID} Line/13.20.0/IAB
{IPHONE} [FBAN/FBIOS;FBAV/444.0;FBBV/1;FBDV/iPhone14,5]
{ANDROID} Instagram 312.0.0.0 Android
{ANDROID} MicroMessenger/8.0.44.2502(0x28002C51) WeChat/arm64 NetType/WIFI Language/zh_CN
{ANDROID} Mastodon/2.2
{ANDROID} YaBrowser/23.11 YaApp_Android/23
{IPHONE} GSA/290
"""


def list_agents(table):
    return [line for line in table.splitlines() if line]


@pytest.mark.parametrize("agent", ["", " ", *list_agents(ROBOTS)])
def test_robots_and_previews_are_detected(agent):
    assert is_robot(agent)


@pytest.mark.parametrize("agent", list_agents(PEOPLE))
def test_browsers_and_views_in_messengers_are_people(agent):
    assert not is_robot(agent)


def test_every_robot_that_the_list_has_seen_is_detected():
    seen = [instance for entry in CRAWLER_USER_AGENTS_DATA for instance in entry["instances"]]

    assert len(seen) > 1000
    assert [agent for agent in seen if not is_robot(agent)] == []


@pytest.mark.parametrize(
    ("purpose", "is_one"), [("prefetch", True), ("prefetch;prerender", True), ("Prefetch", True), ("", False)]
)
def test_a_page_fetched_in_advance_was_asked_for_by_nobody(purpose, is_one):
    assert is_prefetch(purpose) is is_one
