"""Chinese words of the concepts of news; see `monitor.digest.concepts`."""

WORDS = """
abolish: 废除, 取消
accident: 事故
action plan: 行动计划
agency: 机构, 署
agriculture: 农业, 农民
airline: 航空公司
airport: 机场
ambassador: 大使
anniversary: 周年
apologise: 道歉
appeal: 上诉
archaeology: 考古
army: 军队, 士兵, 部队
arrest: 逮捕, 抓获, 拘留, 被捕, 落网
artificial intelligence: 人工智能
asset: 资产, 财产
attack: 袭击, 攻击
auction: 拍卖
bank: 银行
battery: 电池
bid: 招标, 投标, 竞标, 中标, 评标
bill: 法案, 草案
boat: 船, 艇
bomb: 炸弹, 爆炸, 未爆
border: 边境, 口岸
bridge: 大桥, 桥梁, 桥
budget: 预算
building: 建筑, 楼
bus: 公交, 大巴, 客车
cabinet: 内阁
call centre: 呼叫中心, 话务
cancer: 癌
casino: 赌场, 赌博
ceasefire: 停火
central bank: 央行, 利率
charter plane: 包机
child: 儿童, 未成年
climate: 气候, 碳, 排放
coal: 煤
coffee: 咖啡
committee: 委员会
compensation: 赔偿, 补偿
computer: 电脑, 计算机
concentrate: 精矿, 氧化物
concession: 特许经营, 特许权
confine: 非法拘禁, 人质, 囚禁
consortium: 联合体, 财团
construction: 建设, 建造, 动工, 开工
consulate: 领事
contract: 合同
copper: 铜
corruption: 腐败, 贪污, 受贿
court: 法院, 法庭
cryptocurrency: 虚拟货币, 加密货币
customs: 海关, 关税
cyberattack: 网络攻击, 黑客, 网络安全
dam: 大坝, 水电站, 水电
death penalty: 死刑
deaths: 死亡, 遇难, 丧生
debt: 债务
decree: 政令, 法令
defence: 国防, 武器
delay: 推迟, 延期
deport: 驱逐出境, 遣返
development bank: 世界银行, 亚洲开发银行, 亚开行
dialogue: 对话, 谈判
disabled: 残疾
disease: 疫情, 疾病, 病毒, 感染
doctor: 医生, 护士
drought: 干旱
drug: 毒品, 冰毒, 禁毒
earthquake: 地震
elderly: 老人, 老年人
election: 选举, 大选, 候选人
electricity: 电力, 电网, 发电
elephant: 大象, 亚洲象
environment: 环境, 污染
espionage: 间谍, 情报
ethnic group: 少数民族
European Union: 欧盟
export: 出口
extradition: 引渡
factory: 工厂, 冶炼
famine: 饥饿, 营养不良
fertiliser: 化肥, 钾
festival: 节日, 庆典
film: 电影
fine: 罚款
fire: 火灾, 起火
fish: 鱼, 渔业
flight: 航班, 航线
flood: 洪水, 洪灾
football: 足球
foreign minister: 外长, 外交部, 外相
forest: 森林, 木材
fraud: 诈骗, 欺诈, 骗局, 涉诈
free trade: 自贸, 自由贸易
friendship: 友好, 友谊
fuel: 石油, 燃油, 汽油
gas: 天然气
gold: 黄金, 金矿
governor: 省长
grant: 无偿援助, 援助, 捐赠
handover of suspects: 移交, 押送, 遣返, 遣送
heat: 高温, 热浪
heritage: 遗产
highway: 高速公路
hospital: 医院
hotel: 酒店, 宾馆
hotline: 热线
human rights: 人权, 活动人士
human trafficking: 贩卖人口, 人口贩运
humanitarian aid: 红十字, 人道主义
immigration: 移民, 签证, 出入境, 护照
impersonate: 冒充, 假冒
import: 进口
inflation: 通胀, 通货膨胀
injured: 受伤
insurance: 保险
internet: 网络, 互联网, 网上
investigation: 侦查, 调查
investment: 投资
island: 岛
joint meeting: 联席会议, 联委会
joint operation: 联合行动, 巡逻, 联合执法
journalist: 新闻工作者
judge: 法官, 判决
justice minister: 司法部
labour: 劳工, 劳动力, 工人, 工资
land: 土地, 征地
landslide: 滑坡, 泥石流
language school: 语言, 汉语, 韩语
law: 法律, 立法
least developed: 最不发达
legal assistance: 司法协助
licence: 许可, 执照, 牌照
loan: 贷款
lottery: 彩票
malaria: 疟疾, 登革热
memorandum: 谅解备忘录, 备忘录
mine: 矿山, 采矿, 开采, 矿
mine clearance: 地雷, 清除, 排雷
missile: 导弹, 弹道, 火箭
missing person: 失踪, 失联
money laundering: 洗钱
monk: 僧, 寺, 佛教
mother: 母婴, 妇幼, 孕产妇
mourning: 葬礼, 吊唁, 悼念
murder: 谋杀, 杀人, 凶杀
music: 音乐, 歌手, 演唱会
navy: 海军, 潜艇, 军舰
nuclear: 核武, 无核化, 核
opening: 揭牌, 启用, 开幕, 落成
opposition: 反对党, 在野党
pardon: 赦免, 特赦
parliament: 国会, 议会, 议员
partnership: 伙伴关系, 伙伴
party congress: 党代会, 政治局, 党中央
passenger: 旅客, 乘客
peace: 和平
phone: 手机, 电话
police: 警察, 警方, 公安
population: 人口
port: 港口, 码头
poverty: 贫困, 扶贫
president: 总统, 国家主席
price: 价格
prime minister: 总理, 首相
prison: 监狱, 监禁, 有期徒刑, 徒刑
prosecutor: 检察, 起诉
protest: 抗议, 示威
public works: 公共工程, 交通运输部
raid: 突袭, 突击, 捣毁, 端掉, 打击
railway: 铁路, 列车, 火车
ransom: 赎金
rape: 强奸, 性侵
rare earth: 稀土, 关键矿产
ratification: 批准
recruit: 招聘, 诱骗
refugee: 难民, 脱北
rescue: 解救, 营救, 获救
research: 研究, 科学家
resign: 辞职, 免职, 罢免
rice: 大米, 稻
river: 河流, 河, 江
road: 公路, 道路
royal family: 国王, 王室, 王后
runway: 跑道, 航站楼
sanction: 制裁
satellite: 卫星, 航天
scholarship: 奖学金, 学生, 留学生
school: 学校, 教师, 教育
security council: 安理会, 决议
seizure: 查获, 没收, 缴获, 扣押
semiconductor: 半导体, 芯片
sentence: 判处, 判刑, 获刑
shares: 股票, 股权, 股份, 入股, 股市
shooting: 枪击, 开枪
smuggling: 走私, 偷运
solar: 太阳能, 光伏, 风电, 可再生
special economic zone: 经济特区, 特区, 经济区
sport: 奥运, 奖牌, 运动员, 东运会
statement of concern: 关切, 担忧, 谴责
storm: 台风, 风暴
strike: 罢工
summit: 峰会, 首脑会议
supply chain: 供应链
suspect: 嫌疑人, 嫌犯, 被告, 涉嫌
suspend: 暂停, 叫停, 停止, 关闭
tax: 税收, 税率, 税
telecom: 电信, 5G, 通信
territorial dispute: 主权, 南海
terrorism: 恐怖
tourism: 旅游, 游客
trade: 贸易
training: 培训, 职业教育
treaty: 条约, 协定
trial: 审判, 开庭, 审理
truck: 卡车, 货车
united nations: 联合国
university: 大学, 教授
vaccine: 疫苗
victim: 受害者, 受害人, 被害人
village: 村庄, 村民, 村
visit: 访问, 会见, 到访, 抵达
volunteer: 志愿者
vote: 表决, 投票, 弃权, 赞成
war: 战争, 冲突, 入侵
waste: 垃圾, 废物, 污水, 塑料
water supply: 供水, 自来水, 饮用水, 净水
wildlife: 野生动物, 象牙, 老虎
women: 女性, 妇女
"""
