"""Japanese words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: 廃止
accident: 事故, 墜落
action plan: 行動計画
agency: 機構
agriculture: 農業, 農家
airline: 航空会社
airport: 空港
ambassador: 大使
anniversary: 周年
apologise: 謝罪
appeal: 控訴, 上告
archaeology: 考古, 発掘
army: 軍隊, 兵士, 軍
arrest: 逮捕, 拘束, 身柄
artificial intelligence: 人工知能
asset: 資産
attack: 攻撃, 襲撃
auction: 競売
bank: 銀行
battery: 電池, バッテリー
bid: 入札, 受注, 落札, 優先交渉
bill: 法案, 同意案
boat: 船, 艇
bomb: 爆弾, 爆発, 不発弾
border: 国境
bridge: 橋
budget: 予算
building: 建物, ビル
bus: バス
cabinet: 内閣, 閣僚
call centre: コールセンター
cancer: がん
casino: カジノ, 賭博
ceasefire: 停戦
central bank: 中央銀行, 金利
charter plane: チャーター
child: 子ども, 児童, 未成年
climate: 気候, 炭素, 排出
coal: 石炭
coffee: コーヒー
committee: 委員会
compensation: 補償, 賠償
computer: パソコン, コンピューター
concentrate: 精鉱, 酸化物
concession: コンセッション, 運営権
confine: 監禁, 人質
consortium: 企業連合, コンソーシアム
construction: 建設, 着工
consulate: 領事
contract: 契約
copper: 銅
corruption: 汚職, 贈収賄, 横領
court: 裁判所, 地裁, 高裁
cryptocurrency: 暗号資産, 仮想通貨
customs: 関税, 税関
cyberattack: サイバー, ハッカー
dam: ダム, 水力発電
death penalty: 死刑
deaths: 死亡, 死者
debt: 債務
decree: 政令, 法令
defence: 国防, 防衛, 武器
delay: 延期, 先送り
deport: 強制退去, 強制送還, 国外退去
development bank: 世界銀行, アジア開発銀行
dialogue: 対話, 交渉
disabled: 障害者
disease: 感染, 疾病, ウイルス
doctor: 医師, 看護
drought: 干ばつ
drug: 麻薬, 覚醒剤
earthquake: 地震
elderly: 高齢者, お年寄り
election: 選挙, 候補
electricity: 電力, 発電, 電気
elephant: ゾウ
environment: 環境, 汚染
espionage: スパイ, 情報機関
ethnic group: 少数民族
European Union: 欧州連合, EU
export: 輸出
extradition: 犯罪人引き渡し, 犯罪人引渡
factory: 工場, 製錬
famine: 飢餓, 栄養不良
fertiliser: 肥料, カリウム, カリ鉱
festival: 祭り, 祝祭
film: 映画
fine: 罰金
fire: 火災, 火事
fish: 魚, 漁業
flight: 航空便, 直行便, 就航, 路線
flood: 洪水, 浸水
football: サッカー
foreign minister: 外相, 外務省, 外務
forest: 森林, 木材
fraud: 詐欺, だまし取
free trade: 自由貿易
friendship: 友好, 親善
fuel: 石油, 燃料, ガソリン
gas: 天然ガス
gold: 金鉱, 金塊
governor: 知事
grant: 無償資金, 無償, 援助
handover of suspects: 引き渡した, 身柄を引き渡, 送還
heat: 猛暑, 熱波
heritage: 遺産
highway: 高速道路
hospital: 病院
hotel: ホテル
hotline: ホットライン
human rights: 人権, 活動家
human trafficking: 人身売買, 人身取引
humanitarian aid: 赤十字, 人道
immigration: 入管, ビザ, 出入国, 旅券
impersonate: 装っ, なりすま
import: 輸入
inflation: 物価, インフレ
injured: 負傷, けが
insurance: 保険
internet: オンライン, インターネット, SNS
investigation: 捜査
investment: 投資
island: 島
joint meeting: 合同会議, 合同総会
joint operation: 合同捜査, 共同作戦, パトロール, 巡視
journalist: ジャーナリスト
judge: 裁判官, 判決
justice minister: 法務省, 法相
labour: 労働, 賃金
land: 土地
landslide: 土砂崩れ, 地滑り
language school: 日本語, 韓国語, 語学
law: 法律, 立法
least developed: 後発開発途上国
legal assistance: 司法共助
licence: 免許, 許可
loan: 借款, 融資
lottery: 宝くじ
malaria: マラリア, デング熱
memorandum: 覚書
mine: 鉱山, 採掘, 鉱床, 鉱石, 鉱物
mine clearance: 地雷, 除去
missile: ミサイル, 弾道, ロケット
missing person: 行方不明, 失踪
money laundering: 資金洗浄, マネーロンダリング
monk: 僧侶, 寺院, 仏教
mother: 妊産婦, 母子
mourning: 葬儀, 弔意, 追悼
murder: 殺人, 殺害
music: 音楽, 歌手, コンサート
navy: 海軍, 潜水艦, 艦艇
nuclear: 核, 原発, 原子力
opening: 開所, 開館, 開業, 完成式
opposition: 野党
pardon: 恩赦
parliament: 国会, 議会, 議員
partnership: パートナーシップ, パートナー
party congress: 党大会, 政治局, 中央委
passenger: 旅客, 乗客
peace: 平和, 統一
phone: 携帯電話, 電話
police: 警察
population: 人口, 国勢調査
port: 港湾, 港
poverty: 貧困
president: 大統領, 国家主席
price: 価格
prime minister: 首相
prison: 懲役, 刑務所, 収監
prosecutor: 検察, 検事, 起訴
protest: 抗議, デモ
public works: 公共事業, 運輸
raid: 摘発, 家宅捜索, 急襲
railway: 鉄道, 列車
ransom: 身代金
rape: 性的暴行, 性暴力
rare earth: レアアース, 希土類, 重要鉱物
ratification: 批准
recruit: 募集, 求人, 勧誘
refugee: 難民, 脱北
rescue: 救出, 救助
research: 研究, 科学者
resign: 辞任, 辞職, 解任
rice: コメ, 米作
river: 川, 河川
road: 道路
royal family: 国王, 王室, 王妃
runway: 滑走路, ターミナル
sanction: 制裁
satellite: 衛星, 宇宙
scholarship: 奨学, 留学生, 学生
school: 学校, 教員, 教育
security council: 安保理, 決議
seizure: 押収, 没収, 追徴
semiconductor: 半導体
sentence: 判決, 言い渡
shares: 株式, 株価, 出資
shooting: 銃撃, 発砲
smuggling: 密輸
solar: 太陽光, 風力, 再生可能
special economic zone: 経済特区, 特区
sport: 五輪, メダル, 選手団
statement of concern: 懸念, 非難
storm: 台風, 暴風
strike: ストライキ
summit: 首脳会談, 首脳会議, サミット
supply chain: サプライチェーン, 供給網
suspect: 容疑者, 被告, 疑い
suspend: 停止, 中断, 閉鎖
tax: 課税, 税
telecom: 通信網, 5G
territorial dispute: 主権, 南シナ海, 領有権
terrorism: テロ
tourism: 観光
trade: 貿易
training: 研修, 訓練, 職業
treaty: 条約, 協定
trial: 裁判, 公判
truck: トラック
united nations: 国連
university: 大学, 教授
vaccine: ワクチン
victim: 被害者
village: 村, 住民
visit: 訪問, 訪れ, 表敬
volunteer: ボランティア, 協力隊
vote: 採決, 可決, 投票, 賛成
war: 戦争, 侵攻, 衝突
waste: 廃棄物, ごみ, 下水, プラスチック
water supply: 水道, 浄水, 飲料水
wildlife: 野生動物, 密猟, 象牙
women: 女性
"""
